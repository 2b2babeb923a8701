import { setTimeout as sleep } from 'node:timers/promises'
import { whileFeeding } from '../../postgres/copy-in.ts'
import type { Target } from '../tables/schema.ts'

/**
 * Whoever comes to read waits behind the one who waits for an exclusive lock: for two such locks, one
 * after the other, less than a second together.
 */
const lockMilliseconds = 400

/** Between the tries those who waited read on. */
const pauseMilliseconds = [500, 1000, 2000]

const lockNotAvailable = '55P03'
const deadlock = '40P01'
/** A view stands on the very partition, for one: waiting would not help. */
const stillNeeded = '2BP01'

/**
 * Does what needs locks that keep readers out, and nothing long, at the transaction's end; some tries,
 * each undone. Gives whether it was done.
 */
export async function underShortLock(
  { client, limits }: Target,
  work: () => Promise<void>,
  pauses: readonly number[] = pauseMilliseconds,
): Promise<boolean> {
  for (const pause of [...pauses, undefined]) {
    await client.query(`savepoint short_lock; set local lock_timeout = ${lockMilliseconds}`)
    try {
      await work()
      await client.query(
        `release savepoint short_lock; set local lock_timeout = ${Math.min(limits.lock * 1000, 2 ** 31 - 1)}`,
      )
      return true
    } catch (error) {
      const code = String((error as { code?: unknown }).code)
      if (![lockNotAvailable, deadlock, stillNeeded].includes(code)) throw error
      await client.query('rollback to savepoint short_lock; release savepoint short_lock')
      if (code === stillNeeded) return false
    }
    if (pause !== undefined) await whileFeeding(client, sleep(pause))
  }
  return false
}
