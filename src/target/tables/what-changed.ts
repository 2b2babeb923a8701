import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { loadedStatuses } from '../ledger/is-loaded.ts'

/**
 * Makes `changed_day`, when values of each day of each asset changed last, and `changed_value`, the values of days with
 * that instant: by them others copy what changed since they looked last. One row an asset, bin width and day, and not one
 * a variable: a tenth of the ledger, and a copy of a day is replaced as one. A day that holds nothing any more keeps its row,
 * and is a row without a value in the view, so that whoever replaces days by the view's rows empties it.
 * Days that are there already changed when they were loaded last, as far as the ledger knows.
 */
export async function makeWhatChanged(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('changed_day')
    .addColumn('asset', 'text', (column) => column.notNull())
    .addColumn('period_seconds', 'integer', (column) => column.notNull())
    .addColumn('day', 'date', (column) => column.notNull())
    .addColumn('window_start', 'timestamptz', (column) => column.notNull())
    .addColumn('window_end', 'timestamptz', (column) => column.notNull())
    .addColumn('changed_at', 'timestamptz', (column) => column.notNull())
    .addPrimaryKeyConstraint('changed_day_pkey', ['asset', 'period_seconds', 'day'])
    .execute()
  await sql`
    insert into changed_day
    select asset, period_seconds, day, min(window_start), max(window_end),
      least(max(started_at + make_interval(secs => seconds)), now())
    from load where status in ${sql.raw(loadedStatuses)}
    group by asset, period_seconds, day`.execute(db)
  await db.schema
    .createIndex('changed_day_changed_at_idx')
    .on('changed_day')
    .column('changed_at')
    .execute()
  await makeChangedValue(db)
  // A Target that was there before: `target init` gives the right to a new one.
  await sql`do $$ begin
    if exists (select from pg_roles where rolname = 'reader' and has_table_privilege(oid, 'load', 'select')) then
      grant select on changed_day, changed_value to reader;
    end if;
  end $$`.execute(db)
}

/**
 * A value's day is the one whose window, as the ledger has it for the variable, holds it. Units are left out: they may be
 * filled in later, which changes no value.
 */
async function makeChangedValue(db: Kysely<unknown>): Promise<void> {
  await sql`
    create view changed_value as
    select changed_day.changed_at, changed_day.asset, changed_day.period_seconds, changed_day.day,
      held.name, held.variable, held.statistic, held."timestamp", held.value
    from changed_day
    left join lateral (
      select signal.name, signal.variable, signal.statistic, data."timestamp", data.value
      from signal
      join load on load.asset = signal.asset and load.variable = signal.variable
        and load.period_seconds = signal.period_seconds
      join data on data.signal_id = signal.id
        and data."timestamp" >= load.window_start and data."timestamp" < load.window_end
      where signal.asset = changed_day.asset and signal.period_seconds = changed_day.period_seconds
        and load.day = changed_day.day and load.status in ${sql.raw(loadedStatuses)}) held on true`.execute(
    db,
  )
}
