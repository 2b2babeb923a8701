import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { loadConfig } from '../../src/config/load-config.ts'
import { startConnector } from '../../src/connector/start-connector.ts'
import { MinuanoError } from '../../src/errors/minuano-error.ts'
import { atEnd } from '../support/at-end.ts'
import { runDay, settingsFrom } from '../support/etl.ts'
import { createTestPipeline } from '../support/pipeline.ts'

const day = '2025-01-03'
const own = { SOURCE_TABLE: 'minute', SOURCE_TIME_COLUMN: 'ts' }
const minutes = `generate_series(timestamptz '2025-01-03Z', '2025-01-03 23:59Z', '1 minute') ts`

type Pipeline = Awaited<ReturnType<typeof createTestPipeline>>

async function createFilled(statements: string): Promise<Pipeline> {
  const pipeline = await createTestPipeline(own)
  await pipeline.source.query(statements)
  return pipeline
}

/** What a load of the day is refused with. */
async function refusal(
  { connector, target }: Pipeline,
  env: Record<string, string>,
): Promise<string> {
  let message = ''
  await assert.rejects(runDay(connector, target, settingsFrom(env), day), (error) => {
    assert.ok(error instanceof MinuanoError)
    assert.equal(error.code, 'conflicting-rows')
    message = error.message
    return true
  })
  return message
}

/** The settings that a message names, as a shell would read them. */
function advised(message: string): Record<string, string> {
  const found = message.matchAll(
    /(SOURCE_WHERE|SOURCE_ASSET_COLUMN|MINUANO_ASSET)=(?:'([^']*)'|([\w-]+))/g,
  )
  return Object.fromEntries([...found].map(([, name, quoted, plain]) => [name!, quoted ?? plain!]))
}

/** Does what the message says, by a Connector of its own. */
async function follow(pipeline: Pipeline, message: string, env: Record<string, string>) {
  const { SOURCE_WHERE = '', SOURCE_ASSET_COLUMN, ...ofEtl } = advised(message)
  // The message has two ways: this is that of one asset alone.
  assert.ok(SOURCE_ASSET_COLUMN === undefined || message.includes('. Or one alone: '))
  const url = await startAdvised(pipeline, { ...env, SOURCE_WHERE })
  const connector = { ...pipeline.connector, url }
  await runDay(connector, pipeline.target, settingsFrom({ ...env, ...ofEtl }), day)
}

async function startAdvised(pipeline: Pipeline, env: Record<string, string>): Promise<string> {
  const started = await startConnector(
    loadConfig({
      ...own,
      ...env,
      SOURCE_DATABASE_URL: pipeline.sourceUrl,
      CONNECTOR_PORT: '0',
      CONNECTOR_LOG_LEVEL: 'silent',
    }),
  )
  atEnd(() => started.close())
  return started.url
}

async function meansOf({ target }: Pipeline): Promise<Record<string, number[]>> {
  const { rows } = await target.client.query<{ name: string; values: number[] }>(
    `select name, array_agg(distinct value) as values from data join signal on id = signal_id
     where name like '%mean' group by 1 order by 1`,
  )
  return Object.fromEntries(rows.map(({ name, values }) => [name, values]))
}

describe('a day of a table of several turbines is refused', () => {
  const env = { MINUANO_VARIABLES: 'wind_speed' }

  test('with their column, the setting that reads each by itself, and those for one, which load it', async () => {
    const pipeline = await createFilled(
      `create table minute (ts timestamptz, seq serial, wtg_name text, wind_speed float8, status int);
       insert into minute (ts, wtg_name, wind_speed, status)
         select ts, 'WTG ''' || n, n, n % 2 from ${minutes}, generate_series(1, 5) n`,
    )
    const message = await refusal(pipeline, env)
    assert.match(
      message,
      /^rows of one time differ: wind_speed is [\d, ]+ and 1 more at 2025-01-03T00:00:00Z, and differs so at 1440 of 1440 times; nothing was loaded\. The column wtg_name, which looks like an asset's, tells them apart \(WTG '1, WTG '2, WTG '3 and 2 more\)\. Load each as an asset: give the Connector SOURCE_ASSET_COLUMN=wtg_name\. Or one alone: give the Connector SOURCE_WHERE='\{"wtg_name":\["WTG \\u00271"\]\}' and the ETL MINUANO_ASSET=WTG__1, and the same for each other one\./,
    )
    await follow(pipeline, message, env)
    assert.deepEqual(await meansOf(pipeline), { 'WTG__1.wind_speed_mean': [1] })
    const url = await startAdvised(pipeline, {
      SOURCE_ASSET_COLUMN: advised(message)['SOURCE_ASSET_COLUMN']!,
    })
    const query = 'start=2025-01-03&end=2025-01-04&variables=wind_speed'
    const answer = await fetch(`${url}/data?${query}`)
    const rows = (await answer.json()) as { asset: string; wind_speed: number }[]
    assert.equal(rows.length, 5 * 1440)
    assert.deepEqual(
      rows.filter(({ asset, wind_speed: speed }) => asset !== `WTG '${speed}`),
      [],
    )
  })

  test('by a number of their own too', async () => {
    const pipeline = await createFilled(
      `create table minute (ts timestamptz, unit_id int, wind_speed float8);
       insert into minute select ts, n, n from ${minutes}, generate_series(7, 9) n`,
    )
    const message = await refusal(pipeline, env)
    assert.match(message, /The column unit_id, which looks like an asset's, .*\{"unit_id":\[7\]\}'/)
    await follow(pipeline, message, env)
    assert.deepEqual(await meansOf(pipeline), { '7.wind_speed_mean': [7] })
  })
})

test('a day of a table of a tag a row is refused with its columns, and loaded by what the message says', async () => {
  const pipeline = await createFilled(
    `create table minute (ts timestamptz, turbine text, tag text, value float8);
     insert into minute select ts, 'T0' || n, tag, 10 * n + length(tag)
       from ${minutes}, generate_series(1, 3) n, unnest(array['ws', 'power', 'pitch_1']) tag`,
  )
  const message = await refusal(pipeline, { MINUANO_VARIABLES: 'value' })
  assert.match(
    message,
    /The column t\w+, which .*; The column t\w+, which .*, and SOURCE_COLUMNS to call value what it then is and the ETL MINUANO_ASSET=T01,/,
  )
  assert.deepEqual(JSON.parse(advised(message)['SOURCE_WHERE']!), {
    turbine: ['T01'],
    tag: ['pitch_1'],
  })
  await follow(pipeline, message, {
    SOURCE_COLUMNS: 'pitch=value',
    MINUANO_VARIABLES: 'pitch',
  })
  assert.deepEqual(await meansOf(pipeline), { 'T01.pitch_mean': [17] })
})

test('a day whose rows no column tells apart is refused without a guess', async () => {
  const pipeline = await createFilled(
    `create table minute (ts timestamptz, id serial, note text, device_temperature int, wind_speed float8);
     insert into minute (ts, note, device_temperature, wind_speed)
       select ts, 'row ' || ts || n, 20 + n, n from ${minutes}, generate_series(1, 3) n`,
  )
  const message = await refusal(pipeline, { MINUANO_VARIABLES: 'wind_speed' })
  assert.match(
    message,
    /The table may hold several turbines, or a tag a row: let the Connector read/,
  )
})

test('a Connector that knows no such columns, or strange ones, changes no more than the advice', async () => {
  const { adviseOnRowKeys } = await import('../../src/etl/aggregate/advise-on-row-keys.ts')
  const strange = { column: 'a\u001b[31m\nb', looksLike: null, values: ['x\ny'], count: 1 }
  assert.equal(
    adviseOnRowKeys([strange, { ...strange, values: [] }], 'power'),
    `The column a b tells them apart (x y). Load one at a time: give the Connector SOURCE_WHERE='{"a\\u001b[31m\\nb":["x\\ny"]}' and the ETL MINUANO_ASSET=x_y, and the same for each other one`,
  )
})

test('the last of several turbines is none of them: the day is refused where their column shows it', async () => {
  const table = (column: string) =>
    `create table minute (ts timestamptz, ${column} text, wind_speed float8, seq serial);
     insert into minute (ts, ${column}, wind_speed) select ts, 'A' || n, n from ${minutes}, generate_series(1, 3) n`
  const ofOrder = { ...own, SOURCE_ORDER_COLUMN: 'seq' }
  const env = { MINUANO_VARIABLES: 'wind_speed', MINUANO_DUPLICATES: 'last' }
  const turbines = await createTestPipeline(ofOrder)
  await turbines.source.query(table('turbine'))
  const message = await refusal(turbines, env)
  assert.match(
    message,
    /at 1440 of 1440 times; .*The column turbine, which looks like an asset's, /,
  )
  assert.match(message, /name a view without that column in SOURCE_TABLE$/)
  await turbines.source.query('create view plain as select ts, wind_speed, seq from minute')
  await follow(turbines, '', { ...env, ...ofOrder, SOURCE_TABLE: 'plain' })
  assert.deepEqual(await meansOf(turbines), { wind_speed_mean: [3] })
  const versions = await createTestPipeline(ofOrder)
  await versions.source.query(table('revision'))
  const { connector, target } = versions
  const { samples } = await runDay(connector, target, settingsFrom(env), day)
  assert.equal(samples['wind_speed']!.superseded, 2 * 1440)
  assert.deepEqual(await meansOf(versions), { wind_speed_mean: [3] })
})
