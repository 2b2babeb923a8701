import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { serve } from '../connector/serving.ts'
import { findPython } from '../support/python.ts'
import { startServing } from '../support/serving.ts'
import type { Serving } from '../support/serving.ts'
import { queryRows } from '../support/system-postgres.ts'

const found = await findPython('examples/requirements.txt')
const skip = 'missing' in found ? found.missing : false
const apiKey = 'a-key-of-the-tests'

type ClientEnvironment = Record<
  'CONNECTOR_URL' | 'CONNECTOR_API_KEY' | 'TARGET_DATABASE_URL',
  string
>

describe('Python clients, as they are', { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'minuano-test-'))
  let serving: Serving
  let urls: ClientEnvironment

  before(async () => {
    serving = await startServing({
      MINUANO_DATA_DIR: join(folder, '.minuano'),
      MINUANO_POSTGRES_PORT: '0',
      CONNECTOR_PORT: '0',
      CONNECTOR_API_KEY: apiKey,
      MINUANO_RATED_POWER: '2000',
      // It would load what is spoilt.
      MINUANO_SYNC_EVERY: 'off',
    })
    urls = {
      CONNECTOR_URL: serving.connector.url,
      CONNECTOR_API_KEY: apiKey,
      TARGET_DATABASE_URL: serving.target.url,
    }
    // After the job: the Target keeps what the days were.
    await queryRows(serving.source.url, spoilDay)
  })
  after(async () => {
    await serving.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  for (const [what, where] of [
    ['with URLs and a key in its environment', 'elsewhere'],
    ['beside a running up, with nothing', 'beside'],
  ] as const) {
    test(`the example runs ${what}`, async () => {
      const [env, cwd] = where === 'beside' ? [{}, folder] : [urls, '/']
      const { stdout, stderr } = await runPython('../../examples/client.py', env, cwd)
      assert.equal(stderr, '')
      await compare(stdout, urls)
    })
  }

  test('every format of /data arrives with its types, times and gaps', async () => {
    await runPython('../python/test_api.py', urls)
  })

  test('rows of assets arrive with their names', async () => {
    await queryRows(serving.source.url, fillFarm)
    const { url } = await serve({
      SOURCE_DATABASE_URL: serving.source.url,
      SOURCE_TABLE: 'farm',
      SOURCE_ASSET_COLUMN: 'turbine',
      CONNECTOR_API_KEY: apiKey,
    })
    await runPython('../python/test_assets.py', { ...urls, CONNECTOR_URL: url })
  })

  test('figures are those that pandas makes of the minutes', async () => {
    await runPython('../python/test_figures.py', urls)
  })

  test('the Target reflects, joins and pivots', async () => {
    await runPython('../python/test_target.py', urls)
  })
})

/** What test/python/test_api.py expects of 2025-01-05. */
const spoilDay = `
  update data set
    wind_speed = case extract(minute from "timestamp") + 60 * extract(hour from "timestamp")
      when 0 then null when 1 then 'nan' when 2 then 'infinity' else 1.5 end,
    power = case when "timestamp" >= '2025-01-05 01:00Z' then power end
  where "timestamp" >= '2025-01-05 00:00Z' and "timestamp" < '2025-01-06 00:00Z'`

/** What test/python/test_assets.py expects. */
const fillFarm = `
  create table farm as
    select turbine collate "C" as turbine, timestamptz '2025-01-03Z' + i * interval '1 minute' as "timestamp",
      (100 * (place - 1) + i)::float8 as power
    from unnest(array['T01', 'a, "b"', E'line\\nbreak', 't01', 'Ærø 風車']) with ordinality as named (turbine, place),
      generate_series(0, 5) i`

async function runPython(script: string, env: Record<string, string>, cwd = '/') {
  const path = fileURLToPath(new URL(script, import.meta.url))
  assert.ok('python' in found)
  return promisify(execFile)(found.python, [path], {
    env: { PATH: dirname(found.python), PYTHONDONTWRITEBYTECODE: '1', ...env },
    cwd,
  })
}

/** The numbers that the example prints are those of the API and of the Target. */
async function compare(output: string, { CONNECTOR_URL, TARGET_DATABASE_URL }: ClientEnvironment) {
  const response = await fetch(
    `${CONNECTOR_URL}/data?start=2025-01-03&end=2025-01-04&variables=wind_speed,power`,
    { headers: { authorization: `Bearer ${apiKey}` } },
  )
  const rows = (await response.json()) as { wind_speed: number; power: number }[]
  const mean = (name: 'wind_speed' | 'power') =>
    rows.reduce((sum, row) => sum + row[name], 0) / rows.length
  assertNear(numbersAfter(output, 'count'), [1440, 1440])
  assertNear(numbersAfter(output, 'mean'), [mean('wind_speed'), mean('power')])

  const bins = await queryRows<{ time: string; mean: number; std: number }>(
    TARGET_DATABASE_URL,
    `select to_char("timestamp" at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as time,
       max(value) filter (where name = 'wind_speed_mean') as mean,
       max(value) filter (where name = 'wind_speed_std') as std
     from data join signal on id = signal_id
     where "timestamp" >= '2025-01-03Z' group by "timestamp" order by "timestamp" limit 3`,
  )
  for (const { time, mean, std } of bins) {
    assertNear(numbersAfter(output, `${time}+00:00`), [mean, std])
    assertNear(numbersAfter(output, `│ ${time} UTC`), [mean, std])
  }
  const difference = /differ by (\S+) at most/.exec(output)
  assert.ok(Number(difference?.[1]) < 1e-12, output)
}

/** The two numbers that follow a word at a line's beginning. */
function numbersAfter(output: string, word: string): number[] {
  const line = output.split('\n').find((text) => text.startsWith(word))
  assert.ok(line !== undefined, `no line begins with ${word}:\n${output}`)
  return [...line.slice(word.length).matchAll(/-?\d+(\.\d+)?/g)]
    .slice(0, 2)
    .map(([text]) => Number(text))
}

/** As many digits as pandas and polars show. */
function assertNear(actual: readonly number[], expected: readonly number[]): void {
  assert.equal(actual.length, expected.length)
  for (const [index, value] of expected.entries()) {
    assert.ok(Math.abs(actual[index]! - value) <= 1e-6, `${actual[index]}, not ${value}`)
  }
}
