import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { backfill, findLateDays, settingsFrom } from '../support/etl.ts'
import { createTestPipeline } from '../support/pipeline.ts'
import { backfillFarm, createFarmPipeline, fillFarm, syncFarm } from '../support/farm-pipeline.ts'
import { createTestTarget } from '../support/target.ts'

type Pipeline = Awaited<ReturnType<typeof createTestPipeline>>

const env = {
  MINUANO_VARIABLES: 'status,energy',
  MINUANO_KINDS: 'status=state,energy=counter',
}
const range = { first: '2025-01-01', last: '2025-01-03' }

/** Three days of a state and a counter, a row a minute, or a row a value. */
async function createPipeline(layout: 'wide' | 'narrow'): Promise<Pipeline> {
  const pipeline = await createTestPipeline({
    SOURCE_TABLE: 'logger',
    SOURCE_TIME_COLUMN: 'ts',
    ...(layout === 'narrow' && {
      SOURCE_LAYOUT: 'narrow',
      SOURCE_VARIABLE_COLUMN: 'variable',
      SOURCE_VALUE_COLUMN: 'value',
    }),
  })
  const rows = `select ts, (extract(epoch from ts)::int8 / 4000 % 3) as status, extract(epoch from ts) / 60 as energy
    from generate_series(timestamptz '2025-01-01Z', '2025-01-03T23:59Z', '1 minute') ts`
  await pipeline.source.query(
    layout === 'wide'
      ? `create table logger as ${rows}; create index on logger (ts)`
      : `create table logger as
         select ts, variable, value from (${rows}) rows
           cross join lateral (values ('status', status::float8), ('energy', energy::float8)) of (variable, value);
         create index on logger (variable, ts)`,
  )
  return pipeline
}

async function sync(pipeline: Pick<Pipeline, 'connector' | 'target' | 'targetUrl'>, more = {}) {
  const settings = settingsFrom({ ...env, ...more })
  const { connector, target, targetUrl } = pipeline
  const { plan } = await findLateDays(connector, target, settings, range)
  const days = plan.load.map(({ day }) => day)
  const outcomes = await backfill({ connector, targetUrl, settings, days, concurrency: 1 })
  const again = await findLateDays(connector, target, settings, range)
  assert.deepEqual(again.plan.load, [])
  return { days, outcomes }
}

async function valuesOf({ client }: Pipeline['target']) {
  const { rows } = await client.query<Record<string, unknown>>(
    `select name, unit, "timestamp", value from signal_value order by name, "timestamp"`,
  )
  return rows
}

async function signalsOf({ client }: Pipeline['target']): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    'select distinct name from signal_value order by name',
  )
  return rows.map(({ name }) => name)
}

for (const layout of ['wide', 'narrow'] as const) {
  describe(`states and counters of a ${layout} table`, () => {
    const edit = (variable: string, value: string, where: string) =>
      layout === 'wide'
        ? `update logger set ${variable} = ${value.replaceAll('value', variable)} where ${where}`
        : `update logger set value = ${value} where variable = '${variable}' and ${where}`

    test('are after any edit what a load of all would make', async () => {
      const pipeline = await createPipeline(layout)
      assert.equal((await sync(pipeline)).days.length, 3)
      assert.deepEqual(await signalsOf(pipeline.target), [
        'energy_increase',
        'energy_last',
        'status_last',
        'status_mode',
        'status_seconds_0',
        'status_seconds_1',
        'status_seconds_2',
      ])
      const edits = [
        edit('status', '-7', "ts between '2025-01-02T10:00Z' and '2025-01-02T10:30Z'"),
        edit('status', '1', "value = -7 or ts > '2025-01-03T22:00Z'").replace(
          'value = -7',
          layout === 'wide' ? 'status = -7' : 'value = -7',
        ),
        edit('energy', 'value - 28928160', "ts >= '2025-01-02T12:00Z'"),
        // What leads into the third day.
        edit('energy', 'value + 3', "ts = '2025-01-02T23:59Z'"),
        `delete from logger where ts between '2025-01-02T03:00Z' and '2025-01-02T05:00Z'`,
      ]
      for (const [index, statement] of edits.entries()) {
        await pipeline.source.query(statement)
        await sync(pipeline)
        const fresh = await createTestTarget()
        await sync({ ...pipeline, target: fresh.target, targetUrl: fresh.url })
        assert.deepEqual(await valuesOf(pipeline.target), await valuesOf(fresh.target))
        const names = await signalsOf(pipeline.target)
        // A state that is gone has no values any more.
        assert.equal(names.includes('status_seconds_m7'), index === 0)
      }
      const { rows } = await pipeline.target.client.query(
        `select to_char(day, 'DD') as day, kind_counts as counts from load where variable = 'energy' order by day`,
      )
      assert.deepEqual(rows, [
        { day: '01', counts: null },
        { day: '02', counts: { resets: 1 } },
        { day: '03', counts: { corrections: 1 } },
      ])
      const units = await pipeline.target.client.query(
        `select distinct unit from signal where statistic like 'seconds%'`,
      )
      assert.deepEqual(units.rows, [{ unit: 's' }])
    })

    test('that become measures leave nothing behind, and measures that become states neither', async () => {
      const pipeline = await createPipeline(layout)
      await sync(pipeline)
      const { days } = await sync(pipeline, { MINUANO_KINDS: 'energy=counter' })
      assert.equal(days.length, 3)
      assert.deepEqual(await signalsOf(pipeline.target), [
        'energy_increase',
        'energy_last',
        'status_max',
        'status_mean',
        'status_min',
        'status_std',
      ])
      await sync(pipeline)
      assert.equal((await signalsOf(pipeline.target)).length, 7)
    })

    test('of which values are deleted in the Target are loaded again', async () => {
      const pipeline = await createPipeline(layout)
      await sync(pipeline)
      await pipeline.target.client.query(
        `delete from data using signal where id = signal_id and name = 'status_seconds_1'
           and "timestamp" < '2025-01-02Z'`,
      )
      assert.deepEqual((await sync(pipeline)).days, ['2025-01-01'])
    })
  })
}

test('a turbine of a farm that meets a new state gets its signals, and one with too many fails alone', async () => {
  const pipeline = await createFarmPipeline()
  const { source, target } = pipeline
  const insert = (asset: string, day: string, value: string) =>
    source.query(
      `insert into farm select '${asset}', t, ${value}, 1
       from generate_series(timestamptz '${day}Z', timestamptz '${day}T23:59Z', '1 minute') t`,
    )
  const minute = `(extract(hour from t) * 60 + extract(minute from t))`
  await insert('T01', '2025-01-01', '1')
  await insert('T02', '2025-01-01', `case when ${minute} < 720 then 1 else 5 end`)
  await insert('T03', '2025-01-01', minute)
  await insert('T01', '2025-01-02', '9')
  const settings = {
    MINUANO_VARIABLES: 'wind_speed',
    MINUANO_KINDS: 'wind_speed=state',
    MINUANO_RANGES: 'wind_speed=off',
  }
  const outcomes = await backfillFarm(pipeline, settings, ['2025-01-01', '2025-01-02'])
  assert.deepEqual(
    outcomes.map(({ asset, day, status }) => [asset, day, status]),
    [
      ['T01', '2025-01-01', 'loaded'],
      ['T01', '2025-01-02', 'loaded'],
      ['T02', '2025-01-01', 'loaded'],
      ['T02', '2025-01-02', 'no-source-data'],
      ['T03', '2025-01-01', 'failed'],
      ['T03', '2025-01-02', 'no-source-data'],
    ],
  )
  const { rows } = await target.client.query(
    `select name, sum(value)::int as seconds from signal_value where statistic like 'seconds%'
     group by name order by name`,
  )
  assert.deepEqual(rows, [
    { name: 'T01.wind_speed_seconds_1', seconds: 86_400 },
    { name: 'T01.wind_speed_seconds_9', seconds: 86_400 },
    { name: 'T02.wind_speed_seconds_1', seconds: 43_200 },
    { name: 'T02.wind_speed_seconds_5', seconds: 43_200 },
  ])
})

test('a state that has more codes in all than a state has is refused, and what was loaded stays', async () => {
  const pipeline = await createPipeline('wide')
  const { source, connector, targetUrl, target } = pipeline
  await source.query(
    `truncate logger; insert into logger
     select t, extract(day from t) * 1000 + extract(epoch from t) / 60 % 100, 0
     from generate_series(timestamptz '2025-01-01Z', '2025-01-06T23:59Z', '1 minute') t`,
  )
  const settings = settingsFrom({ ...env, MINUANO_VARIABLES: 'status' })
  const days = ['2025-01-01', '2025-01-02', '2025-01-03', '2025-01-04', '2025-01-05', '2025-01-06']
  const outcomes = await backfill({ connector, targetUrl, settings, days, concurrency: 1 })
  assert.deepEqual(
    outcomes.map((of) => (of.status === 'failed' ? of.error.code : of.status)),
    [...days.slice(1).map(() => 'loaded'), 'too-many-states'],
  )
  assert.equal((await signalsOf(target)).length, 502)
})

for (const layout of ['wide', 'narrow'] as const) {
  test(`what tells of minutes in a ${layout} table is part of their day: sync finds where it changed`, async () => {
    const pipeline = await createPipeline(layout)
    const { source, target } = pipeline
    // The state serves as a std here.
    const own = {
      MINUANO_VARIABLES: 'energy',
      MINUANO_KINDS: 'energy=scalar',
      MINUANO_STD_COLUMNS: 'energy=status',
    }
    assert.equal((await sync(pipeline, own)).days.length, 3)
    assert.deepEqual(await signalsOf(target), [
      'energy_max',
      'energy_mean',
      'energy_min',
      'energy_std',
    ])
    const edited =
      layout === 'wide'
        ? `update logger set status = 9 where ts = '2025-01-02T10:00Z'`
        : `update logger set value = 9 where variable = 'status' and ts = '2025-01-02T10:00Z'`
    await source.query(edited)
    assert.deepEqual((await sync(pipeline, own)).days, ['2025-01-02'])
    const fresh = await createTestTarget()
    await sync({ ...pipeline, target: fresh.target, targetUrl: fresh.url }, own)
    assert.deepEqual(await valuesOf(target), await valuesOf(fresh.target))
    // Without it the days are others.
    const { days } = await sync(pipeline, { ...own, MINUANO_STD_COLUMNS: 'power=status' })
    assert.equal(days.length, 3)
  })
}

test('what tells of minutes of turbines of a farm is part of their days, asset by asset', async () => {
  const pipeline = await createFarmPipeline()
  await fillFarm(pipeline.source, ['T01', 'T02'], '2025-01-01Z', 2)
  const of = { MINUANO_VARIABLES: 'wind_speed', MINUANO_STD_COLUMNS: 'wind_speed=power' }
  const farmRange = { first: '2025-01-01', last: '2025-01-02' }
  const first = await syncFarm(pipeline, of, farmRange)
  assert.deepEqual(
    first.again.flatMap(({ plan }) => plan.load),
    [],
  )
  assert.deepEqual(await signalsOf(pipeline.target), [
    ...['max', 'mean', 'min', 'std'].map((name) => `T01.wind_speed_${name}`),
    ...['max', 'mean', 'min', 'std'].map((name) => `T02.wind_speed_${name}`),
  ])
  await pipeline.source.query(
    `update farm set power = power + 1 where asset = 'T02' and t = '2025-01-02T05:00Z'`,
  )
  const { late, again } = await syncFarm(pipeline, of, farmRange)
  assert.deepEqual(
    late.flatMap(({ asset, plan }) => plan.load.map(({ day }) => [asset.asset, day])),
    [['T02', '2025-01-02']],
  )
  assert.deepEqual(
    again.flatMap(({ plan }) => plan.load),
    [],
  )
  const { rows } = await pipeline.target.client.query<{ least: number }>(
    `select min(value) as least from signal_value where statistic = 'std'`,
  )
  // That of the minutes' means would be near 0.
  assert.ok(rows[0]!.least > 500)
})
