import { sql } from 'kysely'
import type { Kysely } from 'kysely'

/**
 * What only states and counters have: an index by which such signals are found, at once where there is none, and what
 * became of a counter beside growing.
 */
export async function makeStates(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('load').addColumn('kind_counts', 'jsonb').execute()
  await sql`
    create index signal_special on signal (asset, variable)
    where statistic <> all ('{mean,min,max,std,count}'::text[])`.execute(db)
}
