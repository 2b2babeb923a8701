import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadConfig } from '../../../src/config/load-config.ts'
import { findFarm } from '../../../src/etl/farm/find-farm.ts'
import {
  backfillFarm,
  createFarmPipeline,
  dumpFarm,
  fillFarm,
} from '../../support/farm-pipeline.ts'
import { startMinuano } from '../../support/minuano.ts'
import { startStallingProxy } from '../../support/stalling-proxy.ts'
import { waitUntilAlone } from '../../support/wait-until-alone.ts'

const day = '2025-01-30'

test('an asset whose rows are refused fails alone, and the ledger says so', async () => {
  const pipeline = await createFarmPipeline()
  await fillFarm(pipeline.source, ['T01', 'T02', 'T03'], day, 2)
  await pipeline.source.query(
    `insert into farm select asset, t, wind_speed + 5, power from farm where asset = 'T02' and t < '2025-01-31Z'`,
  )
  const outcomes = await backfillFarm(pipeline, {}, [day, '2025-01-31'])
  assert.deepEqual(
    outcomes.map(({ asset, day, status }) => `${asset} ${day} ${status}`),
    [
      'T01 2025-01-30 loaded',
      'T01 2025-01-31 loaded',
      'T02 2025-01-30 failed',
      'T02 2025-01-31 loaded',
      'T03 2025-01-30 loaded',
      'T03 2025-01-31 loaded',
    ],
  )
  const { rows } = await pipeline.target.client.query(
    `select asset, day::text, error_code from load where status = 'failed' and variable = 'power'`,
  )
  assert.deepEqual(rows, [{ asset: 'T02', day, error_code: 'conflicting-rows' }])
})

test('an asset of which the Target does not take a value fails alone, and the ledger says so', async () => {
  const pipeline = await createFarmPipeline()
  await fillFarm(pipeline.source, ['T01', 'T02', 'T03', 'T04', 'T05'], day, 2)
  await pipeline.source.query(
    `update farm set power = 1e7 where asset = 'T02' and t = '2025-01-30T05:00Z'`,
  )
  await pipeline.target.client.query(
    'alter table data add constraint plausible check (value < 1e6)',
  )
  const outcomes = await backfillFarm(pipeline, {}, [day, '2025-01-31'])
  const failed = outcomes.filter((outcome) => outcome.status === 'failed')
  assert.deepEqual(
    failed.map(({ asset, day }) => `${asset} ${day}`),
    ['T02 2025-01-30'],
  )
  assert.match(failed[0]!.error.message, /violates check constraint "plausible"/)
  assert.equal(outcomes.length, 10)
  const { rows } = await pipeline.target.client.query(
    `select status, count(*)::int, sum(target_rows)::int as values,
       array_agg(distinct asset || ' ' || error_code) filter (where error_code is not null) as failed
     from load group by 1 order by 1`,
  )
  assert.deepEqual(rows, [
    { status: 'failed', count: 2, values: null, failed: ['T02 target-refused'] },
    { status: 'loaded', count: 18, values: 9 * 1152, failed: null },
  ])
})

test('names with quotes, commas, dots, newlines, other scripts, and of 200 characters are loaded as they are', async () => {
  const names = [
    `O'Brien "x"`,
    'a,b',
    'a',
    'b',
    'a.b',
    'line\nbreak',
    'Ä風 \\ %',
    'x'.repeat(200),
    't01',
    'T01',
    ' lead',
  ]
  const pipeline = await createFarmPipeline()
  await fillFarm(pipeline.source, names, day, 1)
  const outcomes = await backfillFarm(pipeline, {}, [day])
  assert.deepEqual([...new Set(outcomes.map(({ status }) => status))], ['loaded'])
  const { rows } = await pipeline.target.client.query<{ asset: string; count: number }>(
    `select asset, count(*)::int from signal join data on id = signal_id group by asset`,
  )
  assert.deepEqual(rows.map(({ asset }) => asset).sort(), [...names].sort())
  assert.ok(rows.every(({ count }) => count === 1152))
})

test('assets of which signals would have one name are refused with both names, and the others loaded', async () => {
  const pipeline = await createFarmPipeline({ SOURCE_COLUMNS: 'b.wind=power,wind=wind_speed' })
  await fillFarm(pipeline.source, ['a', 'a.b', 'c'], day, 1)
  const outcomes = await backfillFarm(pipeline, { MINUANO_VARIABLES: 'b.wind,wind' }, [day])
  const failed = outcomes.filter((outcome) => outcome.status === 'failed')
  assert.deepEqual(
    failed.map(({ asset }) => asset),
    ['a', 'a.b'],
  )
  for (const { error } of failed)
    assert.match(error.message, /"a" and "a\.b" would both have a signal "a\.b\.wind_\w+"/)
  assert.equal(outcomes.find(({ asset }) => asset === 'c')!.status, 'loaded')
})

test('rows that name no asset are left out, counted and told', async () => {
  const pipeline = await createFarmPipeline()
  await fillFarm(pipeline.source, ['T01'], day, 1)
  await pipeline.source.query(
    `insert into farm select null, t, 1, 1 from farm where t < '2025-01-30T00:07Z'`,
  )
  const told: number[] = []
  await backfillFarm(pipeline, {}, [day], { onUnnamed: (rows) => told.push(rows) })
  assert.deepEqual(told, [7])
  const { rows } = await pipeline.target.client.query('select distinct asset from load')
  assert.deepEqual(rows, [{ asset: 'T01' }])
})

test('two plants in one Target are kept apart by the prefix of their assets', async () => {
  const [north, south] = [await createFarmPipeline(), await createFarmPipeline()]
  for (const { source } of [north, south]) await fillFarm(source, ['T01'], day, 1)
  await south.source.query('update farm set power = 5')
  const { targetUrl, target } = north
  await backfillFarm(
    { connector: north.connector, targetUrl },
    { MINUANO_ASSET_PREFIX: 'north-' },
    [day],
  )
  await backfillFarm(
    { connector: south.connector, targetUrl },
    { MINUANO_ASSET_PREFIX: 'south-' },
    [day],
  )
  const { rows } = await target.client.query(
    `select name, round(avg(value)) as mean from signal join data on id = signal_id
     where variable = 'power' and statistic = 'mean' group by name order by name`,
  )
  assert.deepEqual(
    rows.map((row: { name: string; mean: number }) => [row.name, Math.abs(row.mean - 5) < 1]),
    [
      ['north-T01.power_mean', false],
      ['south-T01.power_mean', true],
    ],
  )
})

test('settings of the other case are refused with what to do', async () => {
  const { connector, connect, source } = await createFarmPipeline()
  await fillFarm(source, ['T01', 'T02'], day, 1)
  await assert.rejects(findFarm(connector, loadConfig({ MINUANO_ASSET: 'T01' })), {
    code: 'configuration',
    message: /^MINUANO_ASSET is "T01".*drop MINUANO_ASSET \(--asset\), or give MINUANO_ASSETS/,
  })
  await assert.rejects(findFarm(connector, loadConfig({ MINUANO_ASSETS: 'T01,T03' })), {
    code: 'unknown-asset',
    message: /has no asset "T03" \(did you mean T0\d\?\); it has T01, T02/,
  })
  const { remarks } = (await findFarm(
    connector,
    loadConfig({ MINUANO_ASSET_SETTINGS: '{"T42":{"ratedPower":1}}' }),
  ))!
  assert.match(remarks[0]!, /settings of "T42".*which the Source has not/)
  const plain = await connect({ SOURCE_WHERE: '{"asset":["T01"]}' })
  assert.equal(await findFarm(plain, loadConfig({ MINUANO_ASSET: 'T01' })), undefined)
  await assert.rejects(findFarm(plain, loadConfig({ MINUANO_ASSETS: 'T01' })), {
    code: 'configuration',
    message:
      /^MINUANO_ASSETS: the rows of this Source name no asset: drop it, or give the Connector SOURCE_ASSET_COLUMN/,
  })
})

test('a run that is killed in the middle of its load leaves each asset’s day whole', async () => {
  const pipeline = await createFarmPipeline()
  const assets = ['T01', 'T02', 'T03', 'T04']
  await fillFarm(pipeline.source, assets, day, 1)
  await backfillFarm(pipeline, {}, [day])
  const old = await dumpFarm(pipeline.target)
  await pipeline.source.query('update farm set power = power * 2, wind_speed = wind_speed + 1')
  const proxy = await startStallingProxy(pipeline.targetUrl)
  const start = (url: string, connector = pipeline.connector) =>
    startMinuano(['run', day], { CONNECTOR_URL: connector.url, TARGET_DATABASE_URL: url })
  const length = await measure()
  for (const fraction of [0.05, 0.2, 0.4, 0.6, 0.8, 0.95]) {
    proxy.reset(Math.floor(length * fraction))
    const run = start(proxy.url)
    await Promise.race([proxy.stalled(), run.ended])
    run.child.kill('SIGKILL')
    assert.equal((await run.ended).signal, 'SIGKILL')
    proxy.breakAll()
    await waitUntilAlone(pipeline.target.client)
    assert.deepEqual(await dumpFarm(pipeline.target), old)
  }
  assert.equal((await start(pipeline.targetUrl).ended).code, 0)
  const fresh = await dumpFarm(pipeline.target)
  assert.equal(fresh['data']!.length, old['data']!.length)
  assert.notDeepEqual(fresh, old)

  /** Bytes that a load of the same changes sends, by one of another Source into another Target. */
  async function measure(): Promise<number> {
    const other = await createFarmPipeline()
    await fillFarm(other.source, assets, day, 1)
    await backfillFarm(other, {}, [day])
    await other.source.query('update farm set power = power * 2, wind_speed = wind_speed + 1')
    const counting = await startStallingProxy(other.targetUrl)
    counting.reset(Infinity)
    assert.equal((await start(counting.url, other.connector).ended).code, 0)
    return counting.sent()
  }
})
