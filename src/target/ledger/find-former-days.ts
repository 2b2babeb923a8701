import { quoteLiteral } from '../../postgres/quote.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import { loadedStatuses } from './is-loaded.ts'
import type { LedgerEntry } from './write-ledger.ts'

/** A loaded day of one variable whose window is another than that of the new day of its name, or reaches into a new one. */
export interface FormerDay {
  readonly asset: string
  readonly day: string
  readonly variable: string
  readonly timeZone: string
  readonly window: Interval
  /** A new day bears its name. */
  readonly isReplaced: boolean
}

/**
 * The statement that finds loaded days of another layout which new days take something of. A day that only
 * goes on is none. Days of two zones that share an instant are at most two days apart by name.
 */
export function formerDaysStatement(entries: readonly LedgerEntry[]): string {
  const instant = (at: number) => `${quoteLiteral(formatInstant(at, 6))}::timestamptz`
  const rows = [...groupByWidth(entries)].flatMap(([, group]) => {
    const { asset, periodSeconds } = group[0]!
    const days = new Map(group.map(({ day, interval }) => [day, interval]))
    const variables = new Set(group.map(({ variable }) => quoteLiteral(variable)))
    const of = `${quoteLiteral(asset)}, ${periodSeconds}, array[${[...variables].join(', ')}]`
    return [...days].map(
      ([day, { start, end }]) =>
        `(${of}, ${quoteLiteral(day)}::date, ${instant(start)}, ${instant(end)})`,
    )
  })
  const names = entries.map(({ day }) => day).sort()
  // What the join says is said once more by constants: they are what the primary key is searched by.
  return `
    select load.asset, to_char(load.day, 'YYYY-MM-DD') as day, load.variable, time_zone as "timeZone",
      (extract(epoch from window_start) * 1000000)::int8::text as "windowStart",
      (extract(epoch from window_end) * 1000000)::int8::text as "windowEnd",
      bool_or(made.day = load.day) as "isReplaced"
    from load join (values ${rows.join(', ')}) made (asset, period_seconds, variables, day, first, after)
      on made.asset = load.asset and made.period_seconds = load.period_seconds
        and load.variable = any (made.variables)
        and case when made.day = load.day then window_start < first or window_end > after
          else window_start < after and first < window_end end
    where load.asset in (${listOf(entries, ({ asset }) => quoteLiteral(asset))})
      and load.period_seconds in (${listOf(entries, ({ periodSeconds }) => String(periodSeconds))})
      and load.variable in (${listOf(entries, ({ variable }) => quoteLiteral(variable))})
      and load.day >= ${quoteLiteral(names[0]!)}::date - 2 and load.day <= ${quoteLiteral(names.at(-1)!)}::date + 2
      and status in ${loadedStatuses}
    group by load.asset, load.day, load.variable, time_zone, window_start, window_end
    order by load.asset, load.day, load.variable`
}

function listOf(entries: readonly LedgerEntry[], of: (entry: LedgerEntry) => string): string {
  return [...new Set(entries.map(of))].join(', ')
}

/** Entries of one asset and bin width each. */
function groupByWidth(entries: readonly LedgerEntry[]): Map<string, LedgerEntry[]> {
  const groups = new Map<string, LedgerEntry[]>()
  for (const entry of entries) {
    const key = `${entry.periodSeconds} ${entry.asset}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [entry])
    else group.push(entry)
  }
  return groups
}

/** A row of the statement's answer. */
export interface FormerDayRow {
  readonly asset: string
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
