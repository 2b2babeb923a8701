import { sql } from 'kysely'
import type { Day } from '../../time/day.ts'
import { loadedStatuses } from '../ledger/is-loaded.ts'
import { readRows } from '../read-rows.ts'
import type { Target } from '../tables/schema.ts'

export interface HeldDay {
  readonly asset: string
  readonly day: Day
  readonly variable: string
}

export interface HeldQuery {
  readonly assets: readonly string[]
  readonly periodSeconds: number
  readonly variables: readonly string[]
  readonly from: Day
  readonly to: Day
}

/** Days of variables of assets of which a load brought values. */
export async function listHeldDays(
  target: Target,
  { assets, periodSeconds, variables, from, to }: HeldQuery,
): Promise<HeldDay[]> {
  const query = sql<HeldDay>`
    select asset, to_char(day, 'YYYY-MM-DD') as day, variable
    from load
    where asset = any(${assets}::text[]) and period_seconds = ${periodSeconds}
      and variable = any(${variables}::text[]) and status in ${sql.raw(loadedStatuses)} and valid > 0
      and day >= ${from}::date and day <= ${to}::date`
  return readRows(target, 'reading the ledger', query)
}
