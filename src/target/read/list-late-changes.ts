import { sql } from 'kysely'
import type { Asset } from '../../signal/asset.ts'
import type { Day } from '../../time/day.ts'
import type { Instant } from '../../time/instant.ts'
import { readRows } from '../read-rows.ts'
import type { Target } from '../tables/schema.ts'

/** What a load would change of a day of a closed month, of one variable, as `sync` measured it. */
export interface LateChange {
  readonly asset: Asset
  readonly variable: string
  readonly periodSeconds: number
  readonly day: Day
  /** `2025-01`: the month that keeps it. */
  readonly month: string
  readonly reason: string
  readonly valuesDiffer: number
  readonly binsBefore: number
  readonly binsAfter: number
  readonly meanBefore: number | null
  readonly meanAfter: number | null
  readonly greatestDifference: number | null
  readonly unit: string | null
  /** Of the Source's day and of the settings, as it was measured. */
  readonly fingerprint: string | null
  readonly settingsVersion: string | null
  readonly seenAt: Instant
}

export interface LateQuery {
  readonly assets: readonly Asset[]
  readonly variables: readonly string[]
  readonly periodSeconds: number
  readonly from?: Day | undefined
  readonly to?: Day | undefined
}

/** Late data of months that are closed, in the order of days. */
export async function listLateChanges(
  target: Target,
  { assets, variables, periodSeconds, from, to }: LateQuery,
): Promise<LateChange[]> {
  const query = sql<Omit<LateChange, 'seenAt'> & { readonly seenAt: string }>`
    select late.asset, late.variable, late.period_seconds as "periodSeconds", to_char(late.day, 'YYYY-MM-DD') as day,
      to_char(closing.month, 'YYYY-MM') as month, reason, values_differ as "valuesDiffer",
      bins_before as "binsBefore", bins_after as "binsAfter", mean_before as "meanBefore", mean_after as "meanAfter",
      greatest_difference as "greatestDifference", fingerprint, settings_version as "settingsVersion",
      (select unit from signal where signal.asset = late.asset and signal.variable = late.variable
        and signal.period_seconds = late.period_seconds and signal.unit is not null limit 1) as unit,
      (extract(epoch from seen_at) * 1000000)::int8::text as "seenAt"
    from late_change late
      join month_closing closing
        on closing.asset = late.asset and closing.month = late.month and reopened_at is null
    where late.asset = any(${assets}::text[]) and late.variable = any(${variables}::text[])
      and late.period_seconds = ${periodSeconds}
      and late.day >= ${from ?? '-infinity'}::date and late.day <= ${to ?? 'infinity'}::date
    order by late.day, late.asset, late.variable`
  const rows = await readRows(target, 'reading late data', query)
  return rows.map((row) => ({ ...row, seenAt: Number(row.seenAt) }))
}
