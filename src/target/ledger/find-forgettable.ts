import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { Day } from '../../time/day.ts'
import { readRows } from '../read-rows.ts'
import type { Target } from '../tables/schema.ts'

/** Which days of an asset: without bounds, variables or bin width, all of them. */
export interface ForgetQuery {
  readonly asset: string
  readonly from?: Day | undefined
  readonly to?: Day | undefined
  readonly variables?: readonly string[] | undefined
  readonly periodSeconds?: number | undefined
}

/** A row of the ledger that may be forgotten, and the values that the Target holds of it. */
export interface ForgettableDay {
  readonly day: Day
  readonly variable: string
  readonly periodSeconds: number
  /** In microseconds. */
  readonly start: number
  readonly end: number
  readonly values: number
}

/** What the ledger has of these days, in order, each with its number of values. */
export async function findForgettable(
  target: Target,
  { asset, from, to, variables, periodSeconds }: ForgetQuery,
): Promise<ForgettableDay[]> {
  const query = sql<Omit<ForgettableDay, 'start' | 'end'> & { start: string; end: string }>`
    select to_char(day, 'YYYY-MM-DD') as day, variable, period_seconds as "periodSeconds",
      ${microseconds('window_start')} as start, ${microseconds('window_end')} as "end",
      (select count(*)::int
        from signal join data on signal_id = id
        where signal.asset = load.asset and signal.variable = load.variable
          and signal.period_seconds = load.period_seconds
          and "timestamp" >= window_start and "timestamp" < window_end) as values
    from load
    where asset = ${asset}
      and day >= ${from ?? '-infinity'}::date and day <= ${to ?? 'infinity'}::date
      and variable = any(coalesce(${variables ?? null}::text[], array[variable]))
      and period_seconds = coalesce(${periodSeconds ?? null}::int, period_seconds)
    order by load.day, variable, period_seconds`
  const rows = await readRows(target, 'counting values', query)
  return rows.map((row) => ({ ...row, start: Number(row.start), end: Number(row.end) }))
}

/** A time column's instant, as text. */
export function microseconds(column: string): RawBuilder<string> {
  return sql`(extract(epoch from ${sql.ref(column)}) * 1000000)::int8::text`
}
