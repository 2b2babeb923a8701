import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type pg from 'pg'
import {
  backfillFarm,
  createFarmPipeline,
  dumpFarm,
  fillFarm,
  loadOneByOne,
  syncFarm,
} from '../../support/farm-pipeline.ts'

const days = ['2025-01-30', '2025-01-31', '2025-02-01']
const names = ['T01', 'T02', 'T03']

/** Gaps, NULLs, sentinels, equal times and a day without rows, each in one asset. */
async function spoil(source: pg.Client): Promise<void> {
  await source.query(`
    delete from farm where asset = 'T01' and t >= '2025-01-31T05:00Z' and t < '2025-01-31T07:13Z';
    update farm set power = null where asset = 'T02' and extract(minute from t) = 7;
    update farm set wind_speed = -7999 where asset = 'T02' and extract(minute from t) = 31;
    insert into farm select asset, t, wind_speed, power + 1 from farm where asset = 'T02' and t = '2025-01-30T12:00Z';
    insert into farm select * from farm where asset = 'T03' and t = '2025-01-30T12:00Z';
    delete from farm where asset = 'T03' and t >= '2025-01-31Z' and t < '2025-02-01Z'`)
}

describe('a farm leaves the Target as its assets one by one do', () => {
  for (const env of [
    {},
    { MINUANO_TIME_ZONE: 'America/Sao_Paulo' },
    { MINUANO_SAMPLE_LABEL: 'end' },
  ]) {
    test(JSON.stringify(env), async () => {
      const pipeline = await createFarmPipeline(env)
      await fillFarm(pipeline.source, names, '2025-01-29', 5)
      await spoil(pipeline.source)
      const outcomes = await backfillFarm(pipeline, env, days)
      assert.equal(outcomes.length, 9)
      const alone = await loadOneByOne(
        pipeline,
        env,
        names.map((name) => ({ name })),
        days,
      )
      assert.deepEqual(await dumpFarm(pipeline.target), await dumpFarm(alone))
    })
  }
})

test('what an asset has for itself shapes its numbers and its settings version alone', async () => {
  const pipeline = await createFarmPipeline()
  await fillFarm(pipeline.source, names, '2025-01-29', 5)
  await backfillFarm(pipeline, {}, days)
  const own = {
    MINUANO_ASSET_SETTINGS: JSON.stringify({
      T02: { ranges: { power: [0, 1000] }, sampleLabel: 'end', minimumCoverage: 0.5 },
    }),
  }
  const { outcomes, again } = await syncFarm(pipeline, own, { first: days[0]!, last: days[2]! })
  assert.deepEqual([...new Set(outcomes.map(({ asset }) => asset))], ['T02'])
  assert.deepEqual(
    again.flatMap(({ plan }) => plan.load),
    [],
  )
  const ofT02 = {
    MINUANO_RANGES: 'power=0..1000',
    MINUANO_SAMPLE_LABEL: 'end',
    MINUANO_MINIMUM_COVERAGE: '0.5',
  }
  const alone = await loadOneByOne(
    pipeline,
    {},
    names.map((name) => (name === 'T02' ? { name, env: ofT02 } : { name })),
    days,
  )
  assert.deepEqual(await dumpFarm(pipeline.target), await dumpFarm(alone))
})

test('an uprating makes the days from it on again, and no earlier one, and is in the register', async () => {
  const pipeline = await createFarmPipeline()
  await fillFarm(pipeline.source, names, '2025-01-29', 5)
  const env = (own: object) => ({ MINUANO_ASSET_SETTINGS: JSON.stringify({ T02: own }) })
  const before = { type: 'V90', ratedPower: 900 }
  await backfillFarm(pipeline, env(before), days)
  const uprated = env([before, { validFrom: '2025-01-31', ratedPower: 1000 }])
  const { outcomes, again } = await syncFarm(pipeline, uprated, { first: days[0]!, last: days[2]! })
  assert.deepEqual(
    outcomes.map(({ asset, day }) => [asset, day]),
    [
      ['T02', '2025-01-31'],
      ['T02', '2025-02-01'],
    ],
  )
  assert.deepEqual(
    again.flatMap(({ plan }) => plan.load),
    [],
  )
  const alone = await loadOneByOne(
    pipeline,
    {},
    names.map((name) =>
      name === 'T02' ? { name, env: { MINUANO_RATED_POWER: '1000' } } : { name },
    ),
    days.slice(1),
  )
  const of = async (target: typeof pipeline.target) =>
    (
      await target.client.query<object>(
        `select asset, variable, "timestamp", value from data join signal on signal.id = signal_id
         where "timestamp" >= '2025-01-31Z' order by name, "timestamp"`,
      )
    ).rows
  assert.deepEqual(await of(pipeline.target), await of(alone))
  const { rows } = await pipeline.target.client.query(
    'select asset, valid_from::text, type, rated_power from asset_register order by 1, 2 nulls first',
  )
  assert.deepEqual(rows, [
    { asset: 'T02', valid_from: null, type: 'V90', rated_power: 900 },
    { asset: 'T02', valid_from: '2025-01-31', type: 'V90', rated_power: 1000 },
  ])
})

const edit = fc.record({
  asset: fc.constantFrom(...names),
  kind: fc.constantFrom('update', 'null', 'delete', 'repeat', 'conflict', 'move', 'day'),
  minute: fc.integer({ min: 0, max: 4319 }),
  value: fc.double({ min: 0, max: 70, noNaN: true }),
})

const statements: Readonly<Record<string, string>> = {
  update: 'update farm set wind_speed = $3 where asset = $1 and t = $2',
  null: 'update farm set power = null where asset = $1 and t = $2 and $3::float8 is not null',
  delete: 'delete from farm where asset = $1 and t = $2 and $3::float8 is not null',
  repeat:
    'insert into farm select * from farm where asset = $1 and t = $2 and $3::float8 is not null limit 1',
  conflict:
    'insert into farm select asset, t, $3, power from farm where asset = $1 and t = $2 limit 1',
  // To another asset, whose row of that time it then is too.
  move: `update farm set asset = case asset when 'T01' then 'T02' else 'T01' end where asset = $1 and t = $2 and $3::float8 is not null`,
  day: `delete from farm where asset = $1 and t::date = ($2::timestamptz)::date and $3::float8 > 60`,
}

test('after any edits a sync of a farm leaves what a fresh load makes', async () => {
  const pipeline = await createFarmPipeline()
  await fillFarm(pipeline.source, names, days[0]!, 3)
  await backfillFarm(pipeline, {}, days)
  const range = { first: days[0]!, last: days[2]! }
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 6 }), async (edits) => {
      for (const { asset, kind, minute, value } of edits) {
        const time = new Date(Date.parse(`${days[0]!}T00:00Z`) + minute * 60_000).toISOString()
        await pipeline.source.query(statements[kind]!, [asset, time, value])
      }
      const { again } = await syncFarm(pipeline, {}, range)
      assert.deepEqual(
        again.flatMap(({ plan }) => plan.load),
        [],
      )
      const alone = await loadOneByOne(
        pipeline,
        {},
        names.map((name) => ({ name })),
        days,
      )
      const [found, wanted] = [await dumpFarm(pipeline.target), await dumpFarm(alone)]
      // A day that the Source has lost is kept, and is not in a fresh Target.
      const { rows } = await pipeline.source.query<{ key: string }>(
        `select distinct asset || ' ' || t::date as key from farm`,
      )
      const there = new Set(rows.map(({ key }) => key))
      const isThere = (row: unknown) => {
        const { name, timestamp } = row as { name: string; timestamp: string }
        return there.has(`${name.split('.')[0]!} ${timestamp.slice(0, 10)}`)
      }
      assert.deepEqual(found['data']!.filter(isThere), wanted['data']!.filter(isThere))
    }),
    { numRuns: 6, endOnFailure: true },
  )
})
