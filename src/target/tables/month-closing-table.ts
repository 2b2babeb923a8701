import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { letReaderSelect } from './exclusion-table.ts'

/**
 * Makes `month_closing`, which months of which assets are closed, and were: a row a closing, which is never deleted; and
 * `late_change`, what `sync` measured of days of closed months that are otherwise in the Source now.
 */
export async function makeMonthClosing(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('month_closing')
    .addColumn('id', 'integer', (column) => column.primaryKey().generatedAlwaysAsIdentity())
    .addColumn('asset', 'text', (column) => column.notNull())
    .addColumn('month', 'date', (column) =>
      column.notNull().check(sql`extract(day from month) = 1`),
    )
    .addColumn('time_zone', 'text', (column) => column.notNull())
    .addColumn('window_start', 'timestamptz', (column) => column.notNull())
    .addColumn('window_end', 'timestamptz', (column) => column.notNull())
    .addColumn('is_incomplete', 'boolean', (column) => column.notNull())
    .addColumn('closed_at', 'timestamptz', (column) => column.notNull())
    .addColumn('closed_by', 'text', (column) => column.notNull())
    .addColumn('closed_role', 'text', (column) => column.notNull())
    .addColumn('reopened_at', 'timestamptz')
    .addColumn('reopened_by', 'text')
    .addColumn('reopened_role', 'text')
    .addCheckConstraint('month_closing_window_check', sql`window_start < window_end`)
    .execute()
  // Of a month of an asset one closing is in force at the most, also where two close it at once.
  await sql`create unique index month_closing_in_force_idx on month_closing (asset, month) where reopened_at is null`.execute(
    db,
  )
  await db.schema
    .createTable('late_change')
    .addColumn('asset', 'text', (column) => column.notNull())
    .addColumn('variable', 'text', (column) => column.notNull())
    .addColumn('period_seconds', 'integer', (column) => column.notNull())
    .addColumn('day', 'date', (column) => column.notNull())
    .addColumn('month', 'date', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('values_differ', 'integer', (column) => column.notNull())
    .addColumn('bins_before', 'integer', (column) => column.notNull())
    .addColumn('bins_after', 'integer', (column) => column.notNull())
    .addColumn('mean_before', 'double precision')
    .addColumn('mean_after', 'double precision')
    .addColumn('greatest_difference', 'double precision')
    .addColumn('fingerprint', 'text')
    .addColumn('settings_version', 'text')
    .addColumn('seen_at', 'timestamptz', (column) => column.notNull())
    .addPrimaryKeyConstraint('late_change_pkey', ['asset', 'variable', 'period_seconds', 'day'])
    .execute()
  await letReaderSelect(db, 'month_closing, late_change')
}
