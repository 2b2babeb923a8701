import type pg from 'pg'
import type { Interval } from '../../time/interval.ts'
import { monthsOf } from '../tables/month.ts'
import { lockClass } from './advisory-lock.ts'

/** Locks the months of an interval that are not locked yet, without waiting; gives whether all are. */
export async function tryMonths(
  client: pg.ClientBase,
  interval: Interval,
  locked: Set<number>,
): Promise<boolean> {
  for (const { number } of monthsOf(interval)) {
    if (locked.has(number)) continue
    const { rows } = await client.query<{ taken: boolean }>(
      'select pg_try_advisory_xact_lock($1, $2) as taken',
      [lockClass, number],
    )
    if (!rows[0]!.taken) return false
    locked.add(number)
  }
  return true
}

/**
 * Locks the months of intervals that are not locked yet, and waits for them. Not in order with those that
 * are: where two loads wait for each other so, PostgreSQL ends one, which is worth a retry.
 */
export async function lockMonths(
  client: pg.ClientBase,
  intervals: readonly Interval[],
  locked: Set<number>,
): Promise<void> {
  const numbers = new Set(intervals.flatMap(monthsOf).map(({ number }) => number))
  for (const number of [...numbers].sort((a, b) => a - b)) {
    if (locked.has(number)) continue
    await client.query('select pg_advisory_xact_lock($1, $2)', [lockClass, number])
    locked.add(number)
  }
}
