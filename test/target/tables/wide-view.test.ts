import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ensureSignals } from '../../../src/target/tables/ensure-signals.ts'
import type { Target } from '../../../src/target/tables/schema.ts'
import { runDay, settingsFrom } from '../../support/etl.ts'
import { createFarmTarget } from '../../support/farm.ts'
import { createTestPipeline, insertRows, minutesFrom } from '../../support/pipeline.ts'
import { createTestTarget } from '../../support/target.ts'

const columnsOf = async ({ client }: Target) => {
  const { fields } = await client.query('select * from ten_minute_wide limit 0')
  return fields.map(({ name }) => name)
}

describe('the view ten_minute_wide', () => {
  test('has a row a bin that ten_minute has, and the same values, also of bins without any', async () => {
    const { source, connector, target } = await createTestPipeline()
    const isGap = (minute: number) => (minute > 500 && minute < 577) || minute % 97 < 12
    const rows = minutesFrom(
      '2025-02-15T00:00:00Z',
      2 * 1440,
      (minute) => (isGap(minute) ? null : 8 + Math.sin(minute)),
      (minute) => (minute % 3 === 0 ? null : minute % 180),
    )
    await insertRows(source, [...rows.slice(0, 900), ...rows.slice(1200)])
    for (const [env, day] of [
      [{}, '2025-02-15'],
      [{}, '2025-02-16'],
      [{ MINUANO_BIN: '5m' }, '2025-02-15'],
    ] as const) {
      await runDay(connector, target, settingsFrom(env), day)
    }
    const narrow = await target.client.query(
      `select asset, "timestamp", variable, mean, min, max, std from ten_minute order by "timestamp", variable`,
    )
    const wide = await target.client.query(
      `select asset, "timestamp", variable,
         case variable when 'power' then power_mean else wind_speed_mean end as mean,
         case variable when 'power' then power_min else wind_speed_min end as min,
         case variable when 'power' then power_max else wind_speed_max end as max,
         case variable when 'power' then power_std else wind_speed_std end as std
       from ten_minute_wide, unnest(array['power', 'wind_speed']) variable order by "timestamp", variable`,
    )
    assert.equal(wide.rows.length, 2 * 288)
    assert.deepEqual(wide.rows, narrow.rows)
    const { rows: empty } = await target.client.query(
      'select from ten_minute_wide where power_mean is null and wind_speed_mean is null',
    )
    assert.ok(empty.length >= 7)
  })

  test('reads of one asset and day its signals in the month that holds the day, by the key', async () => {
    const { target, farm } = await createFarmTarget(3, 2)
    const { client } = target
    for (const month of ['01', '02', '03']) {
      await client.query(
        `create table data_2025_${month} partition of data
           for values from ('2025-${month}-01Z') to (timestamptz '2025-${month}-01Z' + interval '1 month');
         insert into data select id, "timestamp", id from signal, generate_series(
           '2025-${month}-01Z'::timestamptz, '2025-${month}-28Z', '10 minutes') "timestamp" order by id, "timestamp"`,
      )
    }
    await client.query('analyze')
    const asset = farm.assets[1]!
    const bounds = `"timestamp" >= '2025-02-10Z' and "timestamp" < '2025-02-11Z'`
    await client.query(`set plan_cache_mode = force_generic_plan;
      prepare asked (text, timestamptz, timestamptz) as
        select * from ten_minute_wide where asset = $1 and "timestamp" >= $2 and "timestamp" < $3`)
    for (const query of [
      `select * from ten_minute_wide where asset = '${asset}' and ${bounds}`,
      `execute asked ('${asset}', '2025-02-10Z', '2025-02-11Z')`,
    ]) {
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(
        `explain (analyze, costs off, timing off, summary off, buffers off) ${query}`,
      )
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
      const reached = plan
        .split('\n')
        .filter((line) => / on data_/.test(line) && !line.includes('never executed'))
      assert.deepEqual(
        [...new Set(reached.flatMap((line) => line.match(/data_2025_\d\d/g) ?? []))],
        ['data_2025_02'],
        plan,
      )
      assert.match(plan, /data_2025_02_pkey/)
      const signals = /on data_2025_02\S* data.*\n/.exec(plan)
      assert.ok(signals, plan)
    }
    const { rows } = await client.query(
      `select * from ten_minute_wide where asset = '${asset}' and ${bounds}`,
    )
    assert.equal(rows.length, 144)
  })

  test('takes new columns at its end, and rights, comments and views on it stay', async () => {
    const { target } = await createTestTarget()
    const { client } = target
    const ensure = (variable: string, statistic: 'mean' | 'max') =>
      ensureSignals(target, [{ asset: 'T01', variable, statistic, periodSeconds: 600 }], new Map())
    await ensure('wind_speed', 'mean')
    const role = `wide_${process.pid}`
    await client.query(
      `create role ${role}; grant select on ten_minute_wide to ${role};
       create view mine as select *, wind_speed_mean * 2 as twice from ten_minute_wide;
       comment on column ten_minute_wide.wind_speed_mean is 'ours'`,
    )
    try {
      await ensure('power', 'max')
      await ensure('ambient', 'mean')
      await client.query(`delete from signal where variable = 'power'`)
      await ensure('zulu', 'mean')
      const columns = ['asset', 'timestamp', 'wind_speed_mean', 'power_max', 'ambient_mean']
      assert.deepEqual(await columnsOf(target), [...columns, 'zulu_mean'])
      const { rows } = await client.query(
        `select has_table_privilege('${role}', 'ten_minute_wide', 'select') as may,
           (select count(*)::int from mine) as mine,
           col_description('ten_minute_wide'::regclass, 3) as ours,
           col_description('ten_minute_wide'::regclass, 4) as told`,
      )
      assert.deepEqual(rows, [{ may: true, mine: 0, ours: 'ours', told: 'max of power' }])
    } finally {
      await client.query(`drop owned by ${role}; drop role ${role}`)
    }
  })

  test('shows values of signals that went and came back, also of a name that PostgreSQL would cut', async () => {
    const { target } = await createTestTarget()
    const { client } = target
    const long = 'é'.repeat(40)
    const signal = (variable: string) =>
      ({ asset: 'T01', variable, statistic: 'mean', periodSeconds: 600 }) as const
    await ensureSignals(target, [signal('power'), signal(long)], new Map())
    await client.query('delete from signal')
    // The view is made again while they are gone.
    await ensureSignals(target, [signal('other')], new Map())
    await ensureSignals(target, [signal(long), signal('power')], new Map())
    await client.query(
      `create table all_times partition of data default;
       insert into data select id, '2025-01-01Z', case variable when 'power' then 1 when 'other' then 2 else 3 end from signal`,
    )
    const { rows, fields } = await client.query<Record<string, unknown>>(
      `select * from ten_minute_wide`,
    )
    assert.equal(rows.length, 1)
    assert.deepEqual(
      fields.map(({ name }) => rows[0]![name]),
      ['T01', new Date('2025-01-01Z'), 1, 3, 2],
    )
  })

  test('leaves out what it has no room for, and says so in its comment', async () => {
    const { target } = await createTestTarget()
    const keys = Array.from({ length: 1601 }, (_, index) => ({
      asset: 'T01',
      variable: `tag_${index}`,
      statistic: 'mean' as const,
      periodSeconds: 600,
    }))
    await ensureSignals(target, keys, new Map())
    const columns = await columnsOf(target)
    assert.deepEqual([columns.length, columns.at(-1)], [1600, 'tag_1597_mean'])
    const said = async () => {
      const { rows } = await target.client.query<{ comment: string }>(
        `select obj_description('ten_minute_wide'::regclass) as comment`,
      )
      return rows[0]!.comment
    }
    assert.match(await said(), /1600 columns: 3 have no room, from tag_1598_mean on/)
    await ensureSignals(target, [{ ...keys[0]!, variable: 'one_more' }], new Map())
    assert.match(await said(), /: 4 have no room/)
    await target.client.query(
      `create table all_times partition of data default;
       insert into data select id, '2025-01-01Z', id from signal`,
    )
    const { rows } = await target.client.query('select * from ten_minute_wide')
    assert.equal(rows.length, 1)
  })
})
