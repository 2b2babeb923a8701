import { classifyPostgresError } from '../../postgres/classify-error.ts'
import type { Interval } from '../../time/interval.ts'
import { inTransaction } from '../in-transaction.ts'
import { monthsOf } from '../tables/month.ts'
import type { Target } from '../tables/schema.ts'
import { readInForce } from '../load/read-in-force.ts'
import { deleteBetween } from './clear-former-days.ts'
import { findClosed } from './closed-month.ts'

/** An interval between two days, of one variable. */
export interface Gap {
  readonly variable: string
  readonly interval: Interval
}

/**
 * Deletes what stands between days and belongs to none, in one transaction; gives the number of values. What lies in a closed
 * month stays.
 */
export async function deleteGaps(
  target: Target,
  of: { readonly asset: string; readonly periodSeconds: number },
  gaps: readonly Gap[],
): Promise<number> {
  const months = new Set(
    gaps.flatMap(({ interval }) => monthsOf(interval).map(({ number }) => number)),
  )
  const locks = [...months].sort((a, b) => a - b)
  try {
    return await inTransaction(target, { what: 'deleting what no day has', locks }, async () => {
      const { closed } = await readInForce(target.client, spanOf(gaps))
      let deleted = 0
      for (const { variable, interval } of gaps) {
        if (findClosed(closed, of.asset, interval) !== undefined) continue
        deleted += await deleteBetween(target.db, { ...of, variable }, interval)
      }
      return deleted
    })
  } catch (error) {
    throw classifyPostgresError(error, 'Target')
  }
}

function spanOf(gaps: readonly Gap[]): Interval {
  return {
    start: Math.min(...gaps.map(({ interval }) => interval.start)),
    end: Math.max(...gaps.map(({ interval }) => interval.end)),
  }
}
