import { sql } from 'kysely'
import type { Asset } from '../../signal/asset.ts'
import type { Day } from '../../time/day.ts'
import { readRows } from '../read-rows.ts'
import type { Target } from '../tables/schema.ts'

/** The first and the last day that the ledger has of these assets; `undefined` where it has none. */
export async function findLoadedDays(
  target: Target,
  assets: readonly Asset[],
  periodSeconds: number,
): Promise<{ readonly first: Day; readonly last: Day } | undefined> {
  const query = sql<{ first: Day | null; last: Day | null }>`
    select to_char(min(day), 'YYYY-MM-DD') as first, to_char(max(day), 'YYYY-MM-DD') as last
    from load where asset = any(${assets}::text[]) and period_seconds = ${periodSeconds}`
  const [found] = await readRows(target, 'looking for days', query)
  if (found?.first == null || found.last === null) return undefined
  return { first: found.first, last: found.last }
}
