import type pg from 'pg'
import { socketOf } from './within-deadline.ts'

const patienceMilliseconds = 2000

/** Takes leave of the server; one that does not answer is left after two seconds. Never fails. */
export async function endConnection(client: pg.Client): Promise<void> {
  const timer = setTimeout(() => socketOf(client).destroy(), patienceMilliseconds)
  timer.unref()
  await client.end().catch(() => undefined)
  clearTimeout(timer)
}
