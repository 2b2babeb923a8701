import { sql } from 'kysely'
import { loadedStatuses } from '../ledger/is-loaded.ts'
import { readRows } from '../read-rows.ts'
import type { Target } from '../tables/schema.ts'
import type { LedgerQuery } from './read-ledger.ts'

/** Values of one variable, between two loaded days, before the first or after the last, that are of none. */
export interface StrayValues {
  readonly variable: string
  readonly values: number
  /** The first and the last one's bin, in microseconds. */
  readonly first: number
  readonly last: number
}

/** What stands in `data` of these variables and is of no loaded day, stretch by stretch. */
export async function findStrayValues(
  target: Target,
  { asset, periodSeconds, variables }: Pick<LedgerQuery, 'asset' | 'periodSeconds' | 'variables'>,
): Promise<StrayValues[]> {
  const of = sql`asset = ${asset} and period_seconds = ${periodSeconds} and variable = any(${variables}::text[])`
  const query = sql<{ variable: string; values: number; first: string; last: string }>`
    with day as (
      select variable, window_start, window_end from load where ${of} and status in ${sql.raw(loadedStatuses)}
    ), gap as (
      select variable,
        max(window_end) over (partition by variable order by window_start) as first,
        coalesce(lead(window_start) over (partition by variable order by window_start), 'infinity') as after
      from day
      union all
      select variable, '-infinity', coalesce(min(window_start), 'infinity')
      from unnest(${variables}::text[]) of (variable) left join day using (variable)
      group by variable
    )
    select gap.variable, stray.values, stray.first, stray.last
    from gap cross join lateral (
      select count(*)::int as values,
        (extract(epoch from min("timestamp")) * 1000000)::int8::text as first,
        (extract(epoch from max("timestamp")) * 1000000)::int8::text as last
      from signal join data on signal_id = id
      where signal.asset = ${asset} and signal.period_seconds = ${periodSeconds}
        and signal.variable = gap.variable
        and "timestamp" >= gap.first and "timestamp" < gap.after
    ) stray
    where gap.first < gap.after and stray.values > 0
    order by stray.first, gap.variable`
  const rows = await readRows(target, 'counting values', query)
  return rows.map((row) => ({ ...row, first: Number(row.first), last: Number(row.last) }))
}
