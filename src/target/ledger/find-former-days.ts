import { quoteLiteral } from '../../postgres/quote.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import { loadedStatuses } from './is-loaded.ts'
import type { LedgerEntry } from './write-ledger.ts'

/** A loaded day of one variable whose window is another than that of the new day of its name, or reaches into a new one. */
export interface FormerDay {
  readonly day: string
  readonly variable: string
  readonly timeZone: string
  readonly window: Interval
  /** A new day bears its name. */
  readonly isReplaced: boolean
}

/**
 * The statement that finds loaded days of another layout which new days, of one asset and bin width,
 * take something of. A day that only goes on is none. Days of two zones that share an instant are at most
 * two days apart by name.
 */
export function formerDaysStatement(entries: readonly LedgerEntry[]): string {
  const { asset, periodSeconds } = entries[0]!
  const days = new Map(entries.map(({ day, interval }) => [day, interval]))
  const variables = [...new Set(entries.map(({ variable }) => quoteLiteral(variable)))]
  const instant = (at: number) => `${quoteLiteral(formatInstant(at, 6))}::timestamptz`
  const rows = [...days].map(
    ([day, { start, end }]) => `(${quoteLiteral(day)}::date, ${instant(start)}, ${instant(end)})`,
  )
  const names = [...days.keys()].sort()
  return `
    select to_char(load.day, 'YYYY-MM-DD') as day, variable, time_zone as "timeZone",
      (extract(epoch from window_start) * 1000000)::int8::text as "windowStart",
      (extract(epoch from window_end) * 1000000)::int8::text as "windowEnd",
      bool_or(made.day = load.day) as "isReplaced"
    from load join (values ${rows.join(', ')}) made (day, first, after)
      on case when made.day = load.day then window_start < first or window_end > after
        else window_start < after and first < window_end end
    where asset = ${quoteLiteral(asset)} and period_seconds = ${periodSeconds}
      and variable in (${variables.join(', ')}) and status in ${loadedStatuses}
      and load.day >= ${quoteLiteral(names[0]!)}::date - 2 and load.day <= ${quoteLiteral(names.at(-1)!)}::date + 2
    group by load.day, variable, time_zone, window_start, window_end
    order by load.day, variable`
}

/** A row of the statement's answer. */
export interface FormerDayRow {
  readonly day: string
  readonly variable: string
  readonly timeZone: string
  readonly windowStart: string
  readonly windowEnd: string
  readonly isReplaced: boolean
}

export function readFormerDays(rows: readonly FormerDayRow[]): FormerDay[] {
  return rows.map(({ windowStart, windowEnd, ...row }) => ({
    ...row,
    window: { start: Number(windowStart), end: Number(windowEnd) },
  }))
}
