import { sql } from 'kysely'
import type { Day } from '../../time/day.ts'
import { loadedStatuses } from '../ledger/is-loaded.ts'
import { readRows } from '../read-rows.ts'
import type { Target } from '../tables/schema.ts'

/** Loaded days of one bin width. */
export interface WidthDays {
  readonly periodSeconds: number
  readonly days: number
  readonly first: Day
  readonly last: Day
}

/** The bin widths that an asset's variables were loaded with, in order. */
export async function listWidths(
  target: Target,
  asset: string,
  variables: readonly string[],
): Promise<WidthDays[]> {
  const query = sql<WidthDays>`
    select period_seconds as "periodSeconds", count(distinct day)::int as days,
      to_char(min(day), 'YYYY-MM-DD') as first, to_char(max(day), 'YYYY-MM-DD') as last
    from load
    where asset = ${asset} and variable = any(${variables}::text[]) and status in ${sql.raw(loadedStatuses)}
    group by period_seconds order by period_seconds`
  return readRows(target, 'looking for bin widths', query)
}
