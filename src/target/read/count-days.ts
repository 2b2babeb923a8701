import { sql } from 'kysely'
import type { Asset } from '../../signal/asset.ts'
import type { Day } from '../../time/day.ts'
import { loadedStatuses } from '../ledger/is-loaded.ts'
import { readRows } from '../read-rows.ts'
import type { Target } from '../tables/schema.ts'

/**
 * How a day of an asset stands: whole; with bins that are not (`incomplete`); still under way (`open`); with variables of
 * it that were not loaded (`partly`); without rows in the Source; failed. One that was never loaded has no row.
 */
export type DayState = 'whole' | 'incomplete' | 'open' | 'partly' | 'no-source-data' | 'failed'

export interface DayCount {
  readonly state: DayState
  readonly days: number
  readonly first: Day
  readonly last: Day
}

export interface CountedDays {
  /** Each with how many variables a whole day of it has. */
  readonly assets: ReadonlyMap<Asset, number>
  readonly variables: readonly string[]
  readonly periodSeconds: number
  readonly from: Day
  readonly to: Day
}

/** The days of assets by how they stand: a day stands as the worst of its variables. */
export function countDays(
  target: Target,
  { assets, variables, periodSeconds, from, to }: CountedDays,
): Promise<DayCount[]> {
  const query = sql<DayCount>`
    select state, count(*)::int as days,
      to_char(min(day), 'YYYY-MM-DD') as first, to_char(max(day), 'YYYY-MM-DD') as last
    from (
      select day, case
          when bool_or(status = 'failed') then 'failed'
          when bool_and(status = 'no-source-data') then 'no-source-data'
          when count(*) filter (where status in ${sql.raw(loadedStatuses)}) < max(expected.variables) then 'partly'
          when bool_or(status = 'open') then 'open'
          when bool_or(coalesce(coverage, 0) < 1) then 'incomplete'
          else 'whole' end as state
      from load
      join unnest(${[...assets.keys()]}::text[], ${[...assets.values()]}::int[]) expected (asset, variables)
        using (asset)
      where variable = any(${variables}::text[]) and period_seconds = ${periodSeconds}
        and day >= ${from}::date and day <= ${to}::date
      group by asset, day) counted
    group by state order by state`
  return readRows(target, 'counting days', query)
}
