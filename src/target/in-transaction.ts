import type pg from 'pg'
import { settings } from '../config/settings.ts'
import { explainWait } from '../postgres/wait-error.ts'
import { withinDeadline } from '../postgres/within-deadline.ts'
import { beginStatements } from './limits.ts'
import type { BeginOptions } from './limits.ts'
import type { Target } from './tables/schema.ts'

export interface TransactionOptions extends Partial<BeginOptions> {
  /** What it is for, as messages call it: `the load of 2025-01`. */
  readonly what: string
  /** A statement without parameters that is sent along, and whose rows `work` is given. */
  readonly first?: string
}

/**
 * Runs work in a transaction of the Target's under its limits, and undoes it where it fails. A wait
 * that a limit ended is thrown as a `WaitError`, any other error as it is.
 */
export async function inTransaction<T>(
  target: Target,
  { limits = target.limits, first, ...options }: TransactionOptions,
  work: (rows: pg.QueryResultRow[]) => Promise<T>,
): Promise<T> {
  const begin = [
    ...beginStatements({ ...options, limits }),
    ...(first === undefined ? [] : [first]),
  ]
  const locks = options.locks ?? []
  // Those before us are heard of only while we wait for them: later we hold the locks ourselves.
  const rows = await guard(target, { ...options, limits, locks }, () => lastRows(target, begin))
  return guard(target, { ...options, limits, locks: [] }, async () => {
    const result = await work(rows)
    await target.client.query('commit')
    return result
  })
}

/** One statement without parameters as a transaction of its own, in one round trip: its rows. */
export function readOnce<Row extends pg.QueryResultRow>(
  target: Target,
  what: string,
  statement: string,
): Promise<Row[]> {
  const { limits } = target
  const begin = beginStatements({ limits, readOnly: true })
  return guard(target, { what, limits, locks: [] }, async () => {
    const results = await sendTogether(target, [...begin, statement, 'commit'])
    return results.at(-2)!.rows as Row[]
  })
}

async function lastRows(
  target: Target,
  statements: readonly string[],
): Promise<pg.QueryResultRow[]> {
  return (await sendTogether(target, statements)).at(-1)!.rows
}

/** As one message; pg gives a result each, which its types do not say. */
async function sendTogether({ client }: Target, statements: readonly string[]) {
  return (await client.query(
    statements.join('; '),
  )) as unknown as pg.QueryResult<pg.QueryResultRow>[]
}

interface Guarded {
  readonly what: string
  readonly limits: BeginOptions['limits']
  readonly locks: readonly number[]
}

/** Loaded on demand: few runs wait. */
async function nameBlockers(target: Target, what: string, locks: readonly number[]): Promise<void> {
  const { sayBlockers } = await import('./say-blockers.ts')
  await sayBlockers(target, what, locks)
}

/** Does a part of a transaction under the client's own deadline; undoes the whole where it fails. */
async function guard<T>(
  target: Target,
  { what, limits, locks }: Guarded,
  work: () => Promise<T>,
): Promise<T> {
  const { lock, statement, load, notice } = limits
  const [isForLock, side] = [locks.length > 0, 'Target' as const]
  const lockLimit = isForLock
    ? { seconds: load, setting: settings.targetLoadTimeout.env }
    : { seconds: lock, setting: settings.targetLockTimeout.env }
  const statementLimit = { seconds: statement, setting: settings.targetStatementTimeout.env }
  // The longer one, since the client cannot tell a wait for a lock from a slow statement.
  const limit = isForLock || lock > statement ? lockLimit : statementLimit
  const deadline = {
    side,
    what,
    ...limit,
    // The server ends the wait for a lock by itself, and says so: it comes first.
    seconds: limit.seconds * 1.1,
    notice: { seconds: notice, call: () => void nameBlockers(target, what, locks) },
  }
  return withinDeadline(target.client, deadline, async () => {
    const faults = listenForFaults(target.client)
    try {
      return await work()
    } catch (error) {
      await target.client.query('rollback').catch(() => undefined)
      throw explainWait(faults.causeOf(error), {
        side,
        what,
        lock: lockLimit,
        statement: statementLimit,
      })
    } finally {
      faults.stop()
    }
  })
}

const transactionAborted = '25P02'

/**
 * Keeps the error that aborted the transaction. Whoever goes on after it, as Kysely's migrator does to see
 * whether a table is there, is only told that the transaction is aborted. The last one: one before it was undone.
 */
function listenForFaults(client: Target['client']) {
  // pg has it, and its types do not.
  const { connection } = client as unknown as { connection: NodeJS.EventEmitter }
  let cause: unknown
  const isFollowing = (error: unknown) => (error as { code?: unknown }).code === transactionAborted
  const listener = (error: unknown) => {
    if (!isFollowing(error)) cause = error
  }
  connection.on('errorMessage', listener)
  return {
    causeOf: (error: unknown) => (isFollowing(error) ? (cause ?? error) : error),
    stop: () => connection.off('errorMessage', listener),
  }
}
