/**
 * First key of our advisory locks: ASCII of "MINU". The second is the month that a load touches (months
 * since year 0), `migrationKey` or `changeKey`. All are held by a transaction, never by a session: behind PgBouncer
 * a session's lock stays on a pooled connection for whoever gets it next.
 */
export const lockClass = 0x4d494e55

/** No month: one process at a time makes tables. */
export const migrationKey = 0

/** No month either: one transaction at a time tells what it changed, and commits. */
export const changeKey = -1

/** Nor this: one at a time adds columns to the view `ten_minute_wide`. */
export const wideViewKey = -2
