import { sql } from 'kysely'
import type { Asset } from '../../signal/asset.ts'
import { lastDayOf } from '../../time/calendar-month.ts'
import { dayInterval, listDays } from '../../time/day.ts'
import type { Day } from '../../time/day.ts'
import type { Target } from '../tables/schema.ts'

/** A month of assets, as the ledger is asked for it. */
export interface MonthQuery {
  /** `2025-01`. */
  readonly month: string
  readonly assets: readonly Asset[]
  readonly variables: readonly string[]
  readonly periodSeconds: number
  readonly timeZone: string
}

/** A day of a variable that is not loaded whole. */
export interface LackingDay {
  readonly asset: Asset
  readonly day: Day
  readonly variable: string
  /** In words: `never loaded`. */
  readonly why: string
}

/** The days of a month that are not loaded whole, as days of this zone. In the transaction that is under way. */
export async function findLackingDays(
  { db }: Target,
  { month, assets, variables, periodSeconds, timeZone }: MonthQuery,
): Promise<LackingDay[]> {
  // A day that the zone's clocks jumped over is not lacking.
  const isThere = (day: Day) => {
    const { start, end } = dayInterval(day, timeZone)
    return start < end
  }
  const days = listDays(`${month}-01`, lastDayOf(month)).filter(isThere)
  const { rows } = await sql<LackingDay>`
    select asked.asset, to_char(of.day, 'YYYY-MM-DD') as day, named.variable,
      case when load.status is null then 'never loaded'
        when load.status = 'failed' then 'failed: ' || coalesce(load.error_code, 'unknown')
        when load.status = 'no-source-data' then 'no source data'
        when load.status = 'open' then 'not loaded to its end'
        when load.is_cut then 'cut by a day of another time zone'
        else 'made in ' || load.time_zone end as why
    from unnest(${assets}::text[]) asked (asset)
      cross join unnest(${days}::date[]) of (day)
      cross join unnest(${variables}::text[]) named (variable)
      left join load on load.asset = asked.asset and load.variable = named.variable
        and load.period_seconds = ${periodSeconds} and load.day = of.day
    where load.status is distinct from 'loaded' or load.is_cut or load.time_zone <> ${timeZone}
    order by asked.asset, of.day, named.variable`.execute(db)
  return rows
}
