import { classifyPostgresError } from '../../postgres/classify-error.ts'
import type { Interval } from '../../time/interval.ts'
import { readOnce } from '../in-transaction.ts'
import { inForceStatement, splitInForce } from '../load/read-in-force.ts'
import type { InForce, InForceRow } from '../load/read-in-force.ts'
import type { Target } from '../tables/schema.ts'

/** What is closed and excluded of an interval as of now: a load asks again once it has its locks. */
export async function findInForce(target: Target, interval: Interval): Promise<InForce> {
  try {
    const what = 'reading what is closed or excluded'
    return splitInForce(await readOnce<InForceRow>(target, what, inForceStatement(interval)))
  } catch (error) {
    throw classifyPostgresError(error, 'Target')
  }
}
