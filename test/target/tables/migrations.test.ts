import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Migrator } from 'kysely'
import { migrateTarget } from '../../../src/target/tables/migrate-target.ts'
import { migrations } from '../../../src/target/tables/migrations.ts'
import { openReadyTarget } from '../../../src/target/tables/open-ready-target.ts'
import { openTarget } from '../../../src/target/tables/open-target.ts'
import type { Target } from '../../../src/target/tables/schema.ts'
import { backfill, findLateDays, settingsFrom } from '../../support/etl.ts'
import { atEnd } from '../../support/at-end.ts'
import { createFollower } from '../../support/follower.ts'
import { createTestPipeline, insertRows, minutesFrom } from '../../support/pipeline.ts'
import { createTestDatabase } from '../../support/postgres.ts'

const names = Object.keys(migrations)

/** A Target as the version 0.1.0 made it. */
async function createFirstTarget(): Promise<{ target: Target; url: string }> {
  const database = await createTestDatabase()
  const target = await openTarget(database.url)
  atEnd(async () => {
    await target.close()
    await database.drop()
  })
  await takeSteps(target, 1)
  return { target, url: database.url }
}

/** The first so many steps, as the versions took them that knew no more. */
async function takeSteps(target: Target, count: number): Promise<void> {
  const known = Object.fromEntries(names.slice(0, count).map((name) => [name, migrations[name]!]))
  const { error } = await new Migrator({
    db: target.db,
    provider: { getMigrations: () => Promise.resolve(known) },
    migrationTableName: 'minuano_migration',
    migrationLockTableName: 'minuano_migration_lock',
  }).migrateToLatest()
  assert.equal(error, undefined)
}

describe('a Target of the version before', () => {
  test('has just the days made again that hold more samples than bins can, and readers read on', async () => {
    const { source, connector } = await createTestPipeline()
    const days = ['2025-01-01', '2025-01-02', '2025-01-03', '2025-01-04']
    await insertRows(source, minutesFrom(`${days[0]}T00:00:00Z`, 4 * 1440))
    const settings = settingsFrom({ MINUANO_VARIABLES: 'power' })
    const range = { first: days[0]!, last: days[3]! }
    const { target } = await createFirstTarget()
    const { inventory } = await findLateDays(
      connector,
      (await createTestPipeline()).target,
      settings,
      range,
    )
    // A whole day, one of four turbines, half a day stored twice, one with a gap.
    const found: [valid: number, coverage: number][] = [
      [1440, 1],
      [5760, 1],
      [1440, 0.5],
      [1430, 1430 / 1440],
    ]
    // What a view of values shows, there must be values of.
    await target.client.query(
      `create table data_2025_01 partition of data for values from ('2025-01-01Z') to ('2025-02-01Z')`,
    )
    await target.client.query(
      `with made as (
         insert into signal (name, asset, variable, statistic, unit, period_seconds)
         values ('power_mean', '', 'power', 'mean', 'kW', 600) returning id)
       insert into data select id, time, 1 from made, generate_series(
         '2025-01-01Z'::timestamptz, '2025-01-04T23:50Z', '10 minutes') time`,
    )
    const reader = `reader_${Date.now().toString(36)}`
    await target.client.query(
      `create role ${reader}; grant select on load, ten_minute to ${reader}`,
    )
    for (const [index, [valid, coverage]] of found.entries()) {
      const day = days[index]!
      await target.client.query(
        `insert into load (asset, variable, period_seconds, day, time_zone, window_start, window_end, status,
           sample_seconds, expected, valid, missing, out_of_range, coverage, fingerprint, settings_version,
           minuano_version, started_at, seconds)
         values ('', 'power', 600, $1, 'UTC', $1::date, $1::date + 1, 'loaded', 60, 1440, $2, 0, 0, $3, $4,
           '467afd5be4ff', '0.1.0', now(), 1)`,
        [day, valid, coverage, inventory.days.get(day)!.variables.get('power')!.fingerprint],
      )
    }
    assert.deepEqual((await migrateTarget(target)).steps, names.slice(1))
    const { plan } = await findLateDays(connector, target, settings, range)
    const reasons = { 'made of more samples than bins hold': ['power'] }
    assert.deepEqual(plan, {
      load: [
        { day: '2025-01-02', reasons },
        { day: '2025-01-03', reasons },
      ],
      emptied: [],
      emptiedVariables: [],
    })
    await target.client.query(`set role ${reader}`)
    const { rows } = await target.client.query(
      `select count(*)::int as bins, (select count(duplicates)::int from load) as known from ten_minute`,
    )
    assert.deepEqual(rows, [{ bins: 4 * 144, known: 0 }])
    await target.client.query(`reset role; drop owned by ${reader}; drop role ${reader}`)
  })

  for (const mayRead of [true, false]) {
    test(`lets reader see what sync found and what changed ${mayRead ? 'as it may see' : 'no more than'} the ledger`, async () => {
      const { target } = await createFirstTarget()
      await target.client.query(
        `do $$ begin create role reader; exception when duplicate_object or unique_violation then null; end $$`,
      )
      if (mayRead) await target.client.query('grant select on load to reader')
      await migrateTarget(target)
      const { rows } = await target.client.query<{ may: boolean }>(
        `select has_table_privilege('reader', name, 'select') as may
         from unnest(array['load', 'source_day', 'sync_run', 'changed_day', 'changed_value', 'exclusion', 'month_closing', 'late_change', 'asset_register', 'state_code', 'daily_figures', 'monthly_turbulence']) name`,
      )
      assert.deepEqual(
        rows.map(({ may }) => may),
        rows.map(() => mayRead),
      )
    })
  }

  const days = ['2025-01-30', '2025-01-31', '2025-02-01', '2025-02-02']
  const wrong = ['2025-01-31', '2025-02-02']
  const range = { first: days[0]!, last: days[3]! }
  const settings = settingsFrom()

  for (const [index, name] of names.slice(0, -1).entries()) {
    test(`that had taken ${name} is opened, keeps good days as they are, and has the others made again`, async () => {
      const pipeline = await createTestPipeline()
      await insertRows(pipeline.source, minutesFrom(`${days[0]}T00:00:00Z`, 4 * 1440))
      const { connector, targetUrl } = pipeline
      const load = (url: string, of: readonly string[]) =>
        backfill({ connector, targetUrl: url, settings, days: of, concurrency: 1 })
      await load(targetUrl, days)
      const expected = await dump(pipeline.target)

      const { target, url } = await createFirstTarget()
      for (const table of ['signal', 'data', 'load', 'bin_reason']) {
        await copyRows(pipeline.target, target, table)
      }
      // Stored four times over, and half a day twice: what 0.1.0 wrote of such rows.
      await target.client.query(
        `update load set valid = 5760 where day = '${wrong[0]}' and variable = 'power'`,
      )
      await target.client.query(
        `update load set coverage = 0.5 where day = '${wrong[1]}' and variable = 'wind_speed'`,
      )
      await target.client.query(
        `update data set value = -1 from signal where signal_id = id
           and (variable = 'power' and "timestamp" >= '${wrong[0]}Z' and "timestamp" < '2025-02-01Z'
             or variable = 'wind_speed' and "timestamp" >= '${wrong[1]}Z')`,
      )
      await takeSteps(target, index + 1)
      const opened = await openReadyTarget(url)
      atEnd(() => opened.close())
      const taken = await opened.client.query<{ name: string }>(
        'select name from minuano_parts.minuano_migration order by name',
      )
      assert.deepEqual(
        taken.rows.map((row) => row.name),
        names,
      )
      const kept = await dump(opened)
      const follower = await createFollower(opened.client)
      assert.deepEqual(await follower.follow(), days)
      await follower.demandSame()
      const { plan, layouts } = await findLateDays(connector, opened, settings, range)
      const reason = 'made of more samples than bins hold'
      assert.deepEqual(plan.load, [
        { day: wrong[0], reasons: { [reason]: ['power'] } },
        { day: wrong[1], reasons: { [reason]: ['wind_speed'] } },
      ])
      assert.equal(layouts, undefined)
      // Opening alone changed no value.
      assert.notDeepEqual(kept, expected)
      assert.equal(kept.length, expected.length)
      await load(url, wrong)
      assert.deepEqual(await dump(opened), expected)
      assert.deepEqual(await follower.follow(), wrong)
      await follower.demandSame()
      const again = await findLateDays(connector, opened, settings, range)
      assert.deepEqual(again.plan.load, [])
      const made = await opened.client.query<{ day: string }>(
        `select distinct day::text from load where sample_label is not null order by 1`,
      )
      assert.deepEqual(
        made.rows.map(({ day }) => day),
        wrong,
      )
    })
  }
})

/** Values and what readers see of them. */
async function dump(target: Target): Promise<string[]> {
  const { rows } = await target.client.query<{ line: string }>(
    `select concat_ws(' ', name, "timestamp", value) as line from data join signal on id = signal_id
     union all select concat_ws(' ', variable, "timestamp", mean, min, max, std, samples) from ten_minute
     order by 1`,
  )
  return rows.map(({ line }) => line)
}

/** Rows of a table as far as the other Target has columns for them. */
async function copyRows(from: Target, to: Target, table: string): Promise<void> {
  const { rows } = await from.client.query<{ row: object }>(
    `select to_jsonb(${table}) as row from ${table}`,
  )
  const into = table === 'bin_reason' ? 'incomplete_bin' : table
  if (table === 'data') {
    await to.client.query(
      `create table data_2025_01 partition of data for values from ('2025-01-01Z') to ('2025-02-01Z');
       create table data_2025_02 partition of data for values from ('2025-02-01Z') to ('2025-03-01Z')`,
    )
  }
  await to.client.query(
    `insert into ${into} ${table === 'signal' ? 'overriding system value' : ''}
     select * from jsonb_populate_recordset(null::${into}, $1)`,
    [JSON.stringify(rows.map(({ row }) => row))],
  )
}
