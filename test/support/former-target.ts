import assert from 'node:assert/strict'
import { Migrator } from 'kysely'
import type { Kysely } from 'kysely'
import { loadParts } from '../../src/target/load/load-parts.ts'
import { makeBinReason } from '../../src/target/tables/bin-reason-table.ts'
import { makeExclusion } from '../../src/target/tables/exclusion-table.ts'
import { sampleClasses } from '../../src/signal/sample-class.ts'
import { migrations } from '../../src/target/tables/migrations.ts'
import { addLeadIn } from '../../src/target/tables/lead-in-columns.ts'
import { makeMonthClosing } from '../../src/target/tables/month-closing-table.ts'
import { openTarget } from '../../src/target/tables/open-target.ts'
import { makeTenMinuteFromValues } from '../../src/target/tables/ten-minute-view.ts'
import type { Target } from '../../src/target/tables/schema.ts'
import { createFarm, farmDay, someValue } from './farm.ts'
import type { Farm } from './farm.ts'

/**
 * Makes the tables as versions did that kept everything in one schema, up to step 006, and loads a day each of three
 * months, and `more`: their partitions stand beside `data`.
 */
export async function fillFormerTarget(url: string, more: readonly string[] = []): Promise<Farm> {
  const target = await openTarget(url)
  try {
    const names = Object.keys(migrations).filter((name) => name < '008')
    const { error } = await new Migrator({
      db: target.db,
      provider: {
        getMigrations: () =>
          Promise.resolve(Object.fromEntries(names.map((name) => [name, migrations[name]!]))),
      },
      migrationTableName: 'minuano_migration',
      migrationLockTableName: 'minuano_migration_lock',
    }).migrateToLatest()
    assert.equal(error, undefined)
    const farm = await createFarm(target, 1, 1)
    // A load of this version writes down what those versions had no place for.
    await target.client.query(
      'alter table load add reasons jsonb, add kept_reasons jsonb, add kind_counts jsonb',
    )
    await makeBinReason(target.db as unknown as Kysely<unknown>)
    await makeExclusion(target.db as unknown as Kysely<unknown>)
    await makeMonthClosing(target.db as unknown as Kysely<unknown>)
    await addLeadIn(target.db as unknown as Kysely<unknown>)
    for (const day of ['2025-01-10', '2025-02-10', '2025-03-10', ...more])
      await loadDay(target, farm, day)
    // A load of this version tells what it changed; those versions had nothing to tell it in.
    await target.client.query(
      `alter table load drop reasons, drop kept_reasons, drop kind_counts, drop excluded, drop frozen, drop lead_seconds, drop lead_fingerprint; drop table exclusion, month_closing, late_change; drop view changed_value; drop table changed_day; delete from minuano_migration where name >= '007'`,
    )
    await unmakeBinReason(target)
    return farm
  } finally {
    await target.close()
  }
}

/** Back to the table and the view as they were before step 010. */
export async function unmakeBinReason({
  client,
  db,
}: Pick<Target, 'client' | 'db'>): Promise<void> {
  const classes = sampleClasses.map(({ name }) => `drop column ${name}`).join(', ')
  await client.query(`
    drop view ten_minute;
    alter table load drop column if exists has_classes;
    alter table bin_reason ${classes};
    alter table bin_reason rename to incomplete_bin;
    alter index bin_reason_pkey rename to incomplete_bin_pkey`)
  await makeTenMinuteFromValues(db as unknown as Kysely<unknown>)
}

/** Loads a day of the farm's one asset: 576 values. Gives how many were missing. */
export async function loadDay(target: Target, farm: Farm, day: string): Promise<number> {
  const window = { days: [farmDay(day)], expectedValues: 576 }
  const [results] = await loadParts(target, window, [
    farm.part(farm.assets[0]!, [farmDay(day)], someValue),
  ])
  return results![0]!.inserted
}

/** Where each partition of `data` stands: `public.data_2025_01`. */
export async function whereParts({ client }: Pick<Target, 'client'>): Promise<string[]> {
  const { rows } = await client.query<{ place: string }>(
    `select format('%s.%s', relnamespace::regnamespace, relname) as place
     from pg_inherits join pg_class on oid = inhrelid where inhparent = 'data'::regclass order by relname`,
  )
  return rows.map(({ place }) => place)
}
