import { say } from '../log/say.ts'
import { endConnection } from '../postgres/end-connection.ts'
import { lockClass } from './load/advisory-lock.ts'
import type { Target } from './tables/schema.ts'

interface Blocker {
  readonly pid: number
  readonly application: string | null
  readonly role: string | null
  readonly address: string | null
  readonly since: Date | null
}

/**
 * Says on stderr whom something waits for, by a connection of its own: the sessions that hold its
 * locks, and of them what this role may see. Best effort: it never fails, and says nothing where
 * nobody stands in the way.
 */
export async function sayBlockers(
  target: Target,
  what: string,
  locks: readonly number[],
): Promise<void> {
  try {
    const blockers = await findBlockers(target, locks)
    if (blockers.length === 0) return
    say(`${what} waits in the Target for ${blockers.map(describe).join(', ')}`)
  } catch {
    // Whoever waits will be told by its own error.
  }
}

async function findBlockers(target: Target, locks: readonly number[]): Promise<Blocker[]> {
  const client = await target.connectAgain()
  try {
    // Our own process is that of PgBouncer behind one: holders of our own locks are found without it.
    const { processID } = target.client as unknown as { processID: number | null }
    const { rows } = await client.query<Blocker>(
      `select pid, application_name as application, usename as role, host(client_addr) as address,
         xact_start as since
       from pg_stat_activity
       where pid = any (pg_blocking_pids($1)) or pid in (
         select pid from pg_locks
         where locktype = 'advisory' and granted and classid = $2::int8::oid and objsubid = 2
           and objid = any ($3::oid[])
           and database = (select oid from pg_database where datname = current_database()))
       order by pid`,
      [processID ?? 0, lockClass, locks],
    )
    return rows
  } finally {
    await endConnection(client)
  }
}

function describe({ pid, application, role, address, since }: Blocker): string {
  const known = [
    ...(application ? [application] : []),
    ...(role === null ? [] : [`role ${role}`]),
    ...(address === null ? [] : [`from ${address}`]),
    ...(since === null ? [] : [`in a transaction since ${since.toISOString()}`]),
  ]
  return `process ${pid}${known.length === 0 ? '' : ` (${known.join(', ')})`}`
}
