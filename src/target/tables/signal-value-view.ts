import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { findNarrowReaders } from './find-narrow-readers.ts'
import { ownViewStatement } from './narrowing.ts'

/**
 * Makes the view `signal_value`: each value beside what its signal's row says, for whoever wants one table. A plain join,
 * so that a name and a time reach the index of `data` and leave its other partitions out. Whoever reads the ledger as
 * `reader` reads it too, and each reader of some assets gets its own.
 */
export async function makeSignalValue(db: Kysely<unknown>): Promise<void> {
  await sql`
    create view signal_value as
    select signal.name, signal.asset, signal.variable, signal.statistic, signal.unit,
      data."timestamp", data.value, signal.period_seconds
    from data join signal on signal.id = data.signal_id`.execute(db)
  // Readers' own views read it as the owner of the tables does, whoever takes this step.
  await sql`do $$ begin
    execute (select format('alter view signal_value owner to %I', pg_get_userbyid(relowner))
      from pg_class where oid = 'data'::regclass);
    if exists (select from pg_roles where rolname = 'reader' and has_table_privilege(oid, 'load', 'select')) then
      grant select on signal_value to reader;
    end if;
  end $$`.execute(db)
  for (const reader of await findNarrowReaders(db)) {
    await sql.raw(ownViewStatement('signal_value', reader)).execute(db)
  }
}
