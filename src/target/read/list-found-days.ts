import { sql } from 'kysely'
import type { Asset } from '../../signal/asset.ts'
import type { Day } from '../../time/day.ts'
import type { Instant } from '../../time/instant.ts'
import { readRows } from '../read-rows.ts'
import type { Target } from '../tables/schema.ts'
import { foundState } from './found-state.ts'

/**
 * What `sync` found of a day of a variable beyond what the ledger says:
 * - `missing`: the Source has rows, and they were never loaded, or the load failed, or found none
 * - `changed`: other rows than those that were loaded; of a day under way, more
 * - `lost`: loaded, and the Source has no rows, or no values of the variable, any more
 * - `no-source-data`: not loaded, and the Source has no rows
 */
export type FoundState = 'missing' | 'changed' | 'lost' | 'no-source-data'

export interface FoundDay {
  readonly asset: Asset
  readonly variable: string
  readonly day: Day
  readonly state: FoundState
  /** Rows that the Source had, and those with a value of the variable. */
  readonly rows: number
  readonly values: number
  /** Since when it is known to be so, in microseconds. */
  readonly seenAt: Instant
}

export interface FoundQuery {
  /** Undefined: every asset. */
  readonly assets?: readonly Asset[] | undefined
  readonly variables: readonly string[]
  readonly periodSeconds: number
  readonly from?: Day | undefined
  readonly to?: Day | undefined
}

/**
 * The days of which the last look at the Source says more than the ledger, by asset, variable and day. A load that
 * began after that look knows better, and where both have the same fingerprint the day is as it was loaded: neither
 * is among them. Nor is a day that was loaded in another time zone or with another sample label than it was looked
 * at: the two are not to be compared.
 */
export async function listFoundDays(
  target: Target,
  { assets, variables, periodSeconds, from, to }: FoundQuery,
): Promise<FoundDay[]> {
  const query = sql<Omit<FoundDay, 'seenAt'> & { readonly seenAt: string }>`
    select asset, variable, to_char(day, 'YYYY-MM-DD') as day, state, source_rows as rows,
      source_values as values, (extract(epoch from seen_at) * 1000000)::int8::text as "seenAt"
    from (
      select seen.*, ${sql.raw(foundState)} as state
      from source_day seen
        left join load on load.asset = seen.asset and load.variable = seen.variable
          and load.day = seen.day and load.period_seconds = ${periodSeconds}
      where (${assets ?? null}::text[] is null or seen.asset = any(${assets ?? null}::text[]))
        and seen.variable = any(${variables}::text[])
        and seen.day >= ${from ?? '-infinity'}::date and seen.day <= ${to ?? 'infinity'}::date) found
    where state is not null
    order by asset, variable, found.day`
  const rows = await readRows(target, 'reading what sync found', query)
  return rows.map((row) => ({ ...row, seenAt: Number(row.seenAt) }))
}
