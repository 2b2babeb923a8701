import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Migrator } from 'kysely'
import { migrateTarget } from '../../../src/target/tables/migrate-target.ts'
import { migrations } from '../../../src/target/tables/migrations.ts'
import { openTarget } from '../../../src/target/tables/open-target.ts'
import type { Target } from '../../../src/target/tables/schema.ts'
import { findLateDays, settingsFrom } from '../../support/etl.ts'
import { atEnd } from '../../support/at-end.ts'
import { createTestPipeline, insertRows, minutesFrom } from '../../support/pipeline.ts'
import { createTestDatabase } from '../../support/postgres.ts'

/** A Target as the version 0.1.0 made it. */
async function createFirstTarget(): Promise<Target> {
  const database = await createTestDatabase()
  const target = await openTarget(database.url)
  atEnd(async () => {
    await target.close()
    await database.drop()
  })
  const { error } = await new Migrator({
    db: target.db,
    provider: {
      getMigrations: () =>
        Promise.resolve({
          '001-signals-data-and-ledger': migrations['001-signals-data-and-ledger']!,
        }),
    },
    migrationTableName: 'minuano_migration',
    migrationLockTableName: 'minuano_migration_lock',
  }).migrateToLatest()
  assert.equal(error, undefined)
  return target
}

describe('a Target of the version before', () => {
  test('has just the days made again that hold more samples than bins can, and readers read on', async () => {
    const { source, connector } = await createTestPipeline()
    const days = ['2025-01-01', '2025-01-02', '2025-01-03', '2025-01-04']
    await insertRows(source, minutesFrom(`${days[0]}T00:00:00Z`, 4 * 1440))
    const settings = settingsFrom({ MINUANO_VARIABLES: 'power' })
    const range = { first: days[0]!, last: days[3]! }
    const target = await createFirstTarget()
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
    assert.deepEqual(await migrateTarget(target), Object.keys(migrations).slice(1))
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
})
