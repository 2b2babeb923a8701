import { classifyPostgresError } from '../../postgres/classify-error.ts'
import type { Interval } from '../../time/interval.ts'
import { inTransaction } from '../in-transaction.ts'
import { monthsOf } from '../tables/month.ts'
import type { Target } from '../tables/schema.ts'
import { deleteBetween } from './clear-former-days.ts'

/** An interval between two days, of one variable. */
export interface Gap {
  readonly variable: string
  readonly interval: Interval
}

/** Deletes what stands between days and belongs to none, in one transaction; gives the number of values. */
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
      let deleted = 0
      for (const { variable, interval } of gaps) {
        deleted += await deleteBetween(target.db, { ...of, variable }, interval)
      }
      return deleted
    })
  } catch (error) {
    throw classifyPostgresError(error, 'Target')
  }
}
