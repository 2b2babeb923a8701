import { sql } from 'kysely'
import type { Asset } from '../../signal/asset.ts'
import type { Day } from '../../time/day.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import { loadedStatuses } from '../ledger/is-loaded.ts'
import { readRows } from '../read-rows.ts'
import type { Target } from '../tables/schema.ts'

/** Loaded days of an asset, of all bin widths, that have an instant of an interval, or read some of it before they begin. */
export interface TouchedDays {
  readonly asset: Asset
  readonly first: Day
  readonly last: Day
  readonly days: number
  /** Months of these days that are closed: `2025-01`. */
  readonly closed: readonly string[]
}

export async function findTouchedDays(
  target: Target,
  assets: readonly Asset[],
  variables: readonly string[],
  { start, end }: Interval,
): Promise<TouchedDays[]> {
  const query = sql<TouchedDays>`
    select load.asset, to_char(min(day), 'YYYY-MM-DD') as first, to_char(max(day), 'YYYY-MM-DD') as last,
      count(distinct day)::int as days,
      array(select to_char(month, 'YYYY-MM') from month_closing closing
        where closing.asset = load.asset and reopened_at is null
          and closing.window_start < max(load.window_end) and closing.window_end > min(load.window_start)
        order by 1) as closed
    from load
    where load.asset = any(${assets}::text[]) and variable = any(${variables}::text[])
      and status in ${sql.raw(loadedStatuses)}
      and window_start - coalesce(lead_seconds, 0) * interval '1 second' < ${formatInstant(end, 6)}
      and window_end > ${formatInstant(start, 6)}
    group by load.asset order by load.asset`
  return readRows(target, 'looking for days', query)
}

/** The variables that the ledger knows of these assets, in order. */
export async function listVariables(
  target: Target,
  assets: readonly Asset[],
): Promise<readonly string[]> {
  const query = sql<{ variable: string }>`
    select distinct variable from load where asset = any(${assets}::text[]) order by 1`
  const rows = await readRows(target, 'looking for variables', query)
  return rows.map(({ variable }) => variable)
}
