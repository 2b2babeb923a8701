import pg from 'pg'
import { queryRows } from './system-postgres.ts'

/** Keeps every day from being written until the result is called. */
export async function lockLedger(url: string): Promise<() => Promise<void>> {
  const client = new pg.Client(url)
  // Its server may be ended first.
  client.on('error', () => undefined)
  await client.connect()
  await client.query('begin')
  await client.query('lock table load in exclusive mode')
  return async () => {
    await client.query('rollback')
    await client.end()
  }
}

/** Whether somebody waits for a lock in this database. */
export async function isWaited(url: string): Promise<boolean> {
  const waiting = `select 1 from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`
  return (await queryRows(url, waiting)).length > 0
}
