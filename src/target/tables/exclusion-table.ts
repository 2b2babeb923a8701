import { sql } from 'kysely'
import type { Kysely } from 'kysely'

/**
 * Makes `exclusion`: what somebody took out by hand, a row a variable and interval. A row is never deleted: who undid it, and
 * when, is kept beside who made it. And the ledger's count of samples that were left out for that.
 */
export async function makeExclusion(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('exclusion')
    .addColumn('id', 'integer', (column) => column.primaryKey().generatedAlwaysAsIdentity())
    .addColumn('asset', 'text', (column) => column.notNull())
    .addColumn('variable', 'text', (column) => column.notNull())
    .addColumn('window_start', 'timestamptz', (column) => column.notNull())
    .addColumn('window_end', 'timestamptz', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('made_at', 'timestamptz', (column) => column.notNull())
    .addColumn('made_by', 'text', (column) => column.notNull())
    .addColumn('made_role', 'text', (column) => column.notNull())
    .addColumn('undone_at', 'timestamptz')
    .addColumn('undone_by', 'text')
    .addColumn('undone_role', 'text')
    .addCheckConstraint('exclusion_window_check', sql`window_start < window_end`)
    .execute()
  // Each load asks what is in force in its window: those of years ago cost it nothing.
  await sql`create index exclusion_in_force_idx on exclusion (window_end) where undone_at is null`.execute(
    db,
  )
  await db.schema.alterTable('load').addColumn('excluded', 'integer').execute()
  await letReaderSelect(db, 'exclusion')
}

/** A Target that was there before: `target init` gives the right to a new one. */
export async function letReaderSelect(db: Kysely<unknown>, tables: string): Promise<void> {
  await sql`do $$ begin
    if exists (select from pg_roles where rolname = 'reader' and has_table_privilege(oid, 'load', 'select')) then
      grant select on ${sql.raw(tables)} to reader;
    end if;
  end $$`.execute(db)
}
