import type { Kysely } from 'kysely'

/** Adds to the ledger what leads into a day, and how many of its samples are frozen; null of days that stand. */
export async function addLeadIn(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('load')
    .addColumn('frozen', 'integer')
    .addColumn('lead_seconds', 'integer')
    .addColumn('lead_fingerprint', 'text')
    .execute()
}
