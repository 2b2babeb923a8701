import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { findNarrowReaders } from './find-narrow-readers.ts'
import { ownViewStatement } from './narrowing.ts'
import { stateOf, wideStateStatement } from './read-wide-state.ts'
import type { WideStateRow } from './read-wide-state.ts'
import { wideComments } from './wide-comments.ts'
import { wideView, wideViewStatement } from './wide-view.ts'

/**
 * Makes the view `ten_minute_wide` of the signals that are there; those that make others add their columns. Whoever reads
 * the ledger as `reader` reads it too, and each reader of some assets gets its own.
 */
export async function makeWideView(db: Kysely<unknown>): Promise<void> {
  const run = (statement: string) => sql.raw(statement).execute(db)
  const { rows } = await sql.raw<WideStateRow>(wideStateStatement).execute(db)
  const state = stateOf(rows[0]!)
  const { schema, lacking } = state
  await run(
    wideViewStatement(
      schema,
      lacking.map(({ name }) => name),
      // What somebody else has under this name is not replaced.
      'create view',
    ),
  )
  for (const comment of wideComments(state)) await run(comment)
  // Readers' own views read it as the owner of the tables does, whoever takes this step.
  await sql`do $$ begin
    execute (select format('alter view %s owner to %I', ${sql.lit(wideView)}, pg_get_userbyid(relowner))
      from pg_class where oid = 'data'::regclass);
    if exists (select from pg_roles where rolname = 'reader' and has_table_privilege(oid, 'load', 'select')) then
      grant select on ${sql.raw(wideView)} to reader;
    end if;
  end $$`.execute(db)
  for (const reader of await findNarrowReaders(db)) {
    await run(ownViewStatement(wideView, reader))
  }
}
