import { sql } from 'kysely'
import type { Kysely } from 'kysely'

/**
 * Makes the tables of what `sync` found in the Source: a row an asset, variable and day, as the last look at it
 * found it; and a row a run. Both are small: the first has no more rows than days were looked at, each written anew
 * only where it changed, the second is kept short by its writer. `reader` may read them where it may read the ledger.
 */
export async function makeWhatSyncFound(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('source_day')
    .addColumn('asset', 'text', (column) => column.notNull())
    .addColumn('variable', 'text', (column) => column.notNull())
    .addColumn('day', 'date', (column) => column.notNull())
    .addColumn('time_zone', 'text', (column) => column.notNull())
    .addColumn('sample_label', 'text', (column) =>
      column.notNull().check(sql`sample_label in ('start', 'end')`),
    )
    .addColumn('source_rows', 'integer', (column) => column.notNull())
    .addColumn('source_values', 'integer', (column) => column.notNull())
    .addColumn('fingerprint', 'text')
    .addColumn('seen_at', 'timestamptz', (column) => column.notNull())
    .addPrimaryKeyConstraint('source_day_pkey', ['asset', 'variable', 'day'])
    .execute()
  await db.schema
    .createTable('sync_run')
    .addColumn('id', 'integer', (column) => column.primaryKey().generatedAlwaysAsIdentity())
    .addColumn('started_at', 'timestamptz', (column) => column.notNull())
    .addColumn('ended_at', 'timestamptz')
    .addColumn('first_day', 'date', (column) => column.notNull())
    .addColumn('last_day', 'date', (column) => column.notNull())
    .addColumn('is_dry_run', 'boolean', (column) => column.notNull())
    .addColumn('days_loaded', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('days_failed', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('error_code', 'text')
    .addColumn('text', 'text', (column) => column.notNull().defaultTo(''))
    .execute()
  for (const [of, comment] of comments) {
    await sql`comment on ${sql.raw(of)} is ${sql.lit(comment)}`.execute(db)
  }
  // A Target that was there before: `target init` gives the right to a new one.
  await sql`do $$ begin
    if exists (select from pg_roles where rolname = 'reader' and has_table_privilege(oid, 'load', 'select')) then
      grant select on source_day, sync_run to reader;
    end if;
  end $$`.execute(db)
}

const comments: [of: string, comment: string][] = [
  [
    'table source_day',
    'What the last sync that looked found in the Source: one row an asset, variable and day; a load since then knows better',
  ],
  [
    'column source_day.time_zone',
    'Where the day begins and ends, as it was counted; of today the part whose bins were closed',
  ],
  [
    'column source_day.sample_label',
    'Which edge of its interval a sample was taken to be stamped with',
  ],
  ['column source_day.source_rows', 'Rows of the Source; 0: it has none of this day'],
  ['column source_day.source_values', 'Rows that have a value of this variable'],
  [
    'column source_day.fingerprint',
    'Changes if any value, row or time of the day changes; compare it with load.fingerprint',
  ],
  [
    'column source_day.seen_at',
    'Since when it is known to be so: when it was first found like this, or otherwise than loaded. When days were looked at last, sync_run tells',
  ],
  ['table sync_run', 'The newest 1,000 runs of sync'],
  ['column sync_run.ended_at', 'Null: it is at work, or was cut off'],
  ['column sync_run.is_dry_run', 'It looked and loaded nothing, as it was told to'],
  ['column sync_run.days_loaded', 'Days that were written; of a farm, days of assets'],
  ['column sync_run.days_failed', 'Days that were to be written and could not be'],
  ['column sync_run.error_code', 'Of a run that failed, also where it was some days alone'],
  ['column sync_run.text', 'What it did, for a person'],
]
