import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { Day } from '../../time/day.ts'
import { readRows } from '../read-rows.ts'
import { loadedStatuses } from './is-loaded.ts'
import type { Target } from '../tables/schema.ts'

/** Which days of an asset: without bounds, variables or bin width, all of them. */
export interface ForgetQuery {
  readonly asset: string
  readonly from?: Day | undefined
  readonly to?: Day | undefined
  readonly variables?: readonly string[] | undefined
  readonly periodSeconds?: number | undefined
}

/**
 * A row of the ledger that may be forgotten, and the values that the Target holds of it. A day that holds none, since the Source
 * had nothing or its load failed, may reach into a loaded one of another time zone: what is there is not its own.
 */
export interface ForgettableDay {
  readonly day: Day
  readonly variable: string
  readonly periodSeconds: number
  /** In microseconds. */
  readonly start: number
  readonly end: number
  readonly values: number
  /** Those in its window that stay, being of loaded days that are not asked for. */
  readonly othersValues: number
}

/** What the ledger has of these days, in order, each with its number of values. */
export async function findForgettable(
  target: Target,
  { asset, from, to, variables, periodSeconds }: ForgetQuery,
): Promise<ForgettableDay[]> {
  const first = sql`${from ?? '-infinity'}::date`
  const last = sql`${to ?? 'infinity'}::date`
  const query = sql<Omit<ForgettableDay, 'start' | 'end'> & { start: string; end: string }>`
    select to_char(day, 'YYYY-MM-DD') as day, variable, period_seconds as "periodSeconds",
      ${microseconds('window_start')} as start, ${microseconds('window_end')} as "end",
      (${countBetween('window_start', 'window_end')} - shared)::int as values, "othersValues"
    from load cross join lateral (
      select coalesce(sum(held), 0) as shared,
        coalesce(sum(held) filter (where other.day < ${first} or other.day > ${last}), 0)::int as "othersValues"
      from load other cross join lateral ${countBetween(
        'greatest(load.window_start, other.window_start)',
        'least(load.window_end, other.window_end)',
      )} counted (held)
      where ${isOther('load', 'other')}) others
    where asset = ${asset}
      and day >= ${first} and day <= ${last}
      and variable = any(coalesce(${variables ?? null}::text[], array[variable]))
      and period_seconds = coalesce(${periodSeconds ?? null}::int, period_seconds)
    order by load.day, variable, period_seconds`
  const rows = await readRows(target, 'counting values', query)
  return rows.map((row) => ({ ...row, start: Number(row.start), end: Number(row.end) }))
}

/**
 * SQL: that one row of the ledger is of another, loaded day of the same variable and shares instants with it. Days of two
 * zones that do are at most two days apart by name.
 */
export function isOther(one: string, other: string): RawBuilder<unknown> {
  return sql.raw(`${other}.asset = ${one}.asset and ${other}.variable = ${one}.variable
    and ${other}.period_seconds = ${one}.period_seconds
    and ${other}.day between ${one}.day - 2 and ${one}.day + 2 and ${other}.day <> ${one}.day
    and ${other}.status in ${loadedStatuses}
    and ${other}.window_start < ${one}.window_end and ${one}.window_start < ${other}.window_end`)
}

/** SQL: how many values a row of the ledger has between two instants. */
function countBetween(from: string, to: string): RawBuilder<unknown> {
  return sql.raw(`(select count(*) from signal join data on signal_id = id
    where signal.asset = load.asset and signal.variable = load.variable
      and signal.period_seconds = load.period_seconds
      and "timestamp" >= ${from} and "timestamp" < ${to})`)
}

/** A time column's instant, as text. */
export function microseconds(column: string): RawBuilder<string> {
  return sql`(extract(epoch from ${sql.ref(column)}) * 1000000)::int8::text`
}
