// Dagster's command line in a bare clone, and the dbt project of docs/dagster-dbt.md after a day of Minuano's.
import assert from 'node:assert/strict'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { createDataFolder } from '../support/data-folder.ts'
import { findPython } from '../support/python.ts'
import { startServing } from '../support/serving.ts'
import type { Serving } from '../support/serving.ts'
import { queryRows } from '../support/system-postgres.ts'
import { runTool } from './install/run-tool.ts'

const found = await findPython('test/tools/dagster/requirements.txt')
const skip = 'missing' in found ? `NOT TRIED: ${found.missing}` : false
const orchestration = resolve('orchestration')

/** Programs of the environment, which has been moved since pip wrote their first lines. */
const programs = mkdtempSync(join(tmpdir(), 'minuano-programs-'))
after(() => rmSync(programs, { recursive: true, force: true }))
if ('python' in found) {
  for (const [name, module, call] of [
    ['dg', 'dagster_dg_cli.cli', 'main'],
    ['dagster', 'dagster._cli', 'main'],
    ['dbt', 'dbt.cli.main', 'cli'],
  ] as const) {
    const code = `import sys; from ${module} import ${call}; sys.argv[0] = '${name}'; ${call}()`
    const path = join(programs, name)
    writeFileSync(path, `#!/bin/sh\nexec "${found.python}" -c "${code}" "$@"\n`)
    chmodSync(path, 0o755)
  }
}

function run(program: string, args: readonly string[], cwd: string, own: Record<string, string>) {
  const env = {
    PATH: [dirname(process.execPath), programs, process.env['PATH']].join(delimiter),
    DAGSTER_DISABLE_TELEMETRY: 'true',
    DO_NOT_TRACK: '1',
    PYTHONDONTWRITEBYTECODE: '1',
    ...own,
  }
  return runTool(program, args, { cwd, env })
}

describe('in a bare clone, of which nothing is installed or set', { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'minuano-dg-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  cpSync(orchestration, folder, {
    recursive: true,
    filter: (path) => !/__pycache__|[.]venv/.test(path),
  })

  test('dg check defs finds all in order', async () => {
    assert.match(
      await run(join(programs, 'dg'), ['check', 'defs'], folder, {}),
      /All definitions loaded success/,
    )
  })

  test('dg list defs lists the asset, its checks, the job and the schedules', async () => {
    const listed = JSON.parse(
      await run(join(programs, 'dg'), ['list', 'defs', '--json'], folder, {}),
    ) as Listed
    const namesOf = (of: readonly { name?: string; asset_key?: string }[]) =>
      of.map(({ name, asset_key: key }) => name ?? key).sort()
    assert.deepEqual(namesOf(listed.assets), ['ten_minute_statistics'])
    assert.ok(namesOf(listed.asset_checks).includes('matches_source'))
    assert.deepEqual(namesOf(listed.jobs), ['load_days'])
    assert.deepEqual(namesOf(listed.schedules), ['late_days', 'yesterday'])
  })
})

interface Listed {
  readonly assets: readonly { readonly asset_key: string }[]
  readonly asset_checks: readonly { readonly name: string }[]
  readonly jobs: readonly { readonly name: string }[]
  readonly schedules: readonly { readonly name: string }[]
}

interface Told {
  readonly parents: readonly string[]
  readonly checks: readonly string[]
  readonly steps: readonly { asked: string[]; rows: [string, number, number][] }[]
}

describe('a dbt project downstream, as its page has it', { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'minuano-dbt-'))
  let serving: Serving
  let env: Record<string, string>

  before(async () => {
    const files = readFiles()
    for (const [path, text] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    serving = await startServing({ ...createDataFolder().env, MINUANO_SYNC_EVERY: 'off' })
    const target = new URL(serving.target.url)
    env = {
      PYTHONPATH: [orchestration, folder].join(delimiter),
      HOME: folder,
      DAGSTER_HOME: join(folder, 'home'),
      // What `dagster dev` sets, so that dbt's project is read.
      DAGSTER_IS_DEV_CLI: '1',
      CONNECTOR_URL: serving.connector.url,
      TARGET_DATABASE_URL: serving.target.url,
      TEST_SOURCE_URL: serving.source.url,
      PGHOST: target.hostname,
      PGPORT: target.port,
      PGUSER: decodeURIComponent(target.username),
      PGPASSWORD: decodeURIComponent(target.password),
      PGDATABASE: target.pathname.slice(1),
    }
    mkdirSync(env['DAGSTER_HOME']!)
  })
  after(async () => {
    await serving.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  test('both code locations load', async () => {
    const workspace = readFileSync(join(folder, 'workspace.yaml'), 'utf8')
    const own = workspace.replace(
      'working_directory: orchestration',
      `working_directory: ${orchestration}`,
    )
    assert.notEqual(own, workspace)
    writeFileSync(join(folder, 'workspace.yaml'), own)
    await run(
      join(programs, 'dagster'),
      ['definitions', 'validate', '-w', 'workspace.yaml'],
      folder,
      env,
    )
  })

  test('is built for a day once it is loaded, and again once it is corrected', async () => {
    const program = resolve('test/tools/dagster/after_a_day.py')
    assert.ok('python' in found)
    const printed = await run(found.python, [program], folder, env)
    const { parents, checks, steps } = JSON.parse(printed.trim().split('\n').at(-1)!) as Told
    assert.deepEqual(parents, ['ten_minute_statistics'])
    assert.deepEqual(checks, ['not_null_daily_power_mean_power'])
    const day = '2025-01-05'
    assert.deepEqual(
      steps.map(({ asked }) => asked),
      [[], [day], [], [day]],
    )
    // The Source was halved since: what was there before is twice as much.
    const [now] = await queryRows<{ mean: number }>(
      serving.source.url,
      `select avg(power) as mean from data where "timestamp" >= '2025-01-05Z' and "timestamp" < '2025-01-06Z'`,
    )
    const near = (step: number, expected: number) => {
      const { rows } = steps[step]!
      assert.deepEqual(
        rows.map(([of, , bins]) => [of, bins]),
        [[day, 144]],
      )
      assert.ok(
        Math.abs(rows[0]![1] - expected) < 1e-9 * expected,
        `${rows[0]![1]}, not ${expected}`,
      )
    }
    near(1, 2 * now!.mean)
    near(2, 2 * now!.mean)
    near(3, now!.mean)
  })
})

/** The page's blocks that begin with the path of a file. */
function readFiles(): [string, string][] {
  const page = readFileSync('docs/dagster-dbt.md', 'utf8')
  const blocks = page.matchAll(/```(?:yaml|sql|python)\n(?:#|--) (\S+)\n(.*?)```/gs)
  const files = [...blocks].map(([, path, text]) => [path!, text!] as [string, string])
  assert.equal(files.length, 7)
  return files
}
