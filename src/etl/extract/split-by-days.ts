import { addDays, countDays, dayHolding, dayInterval } from '../../time/day.ts'
import { lastInstant } from '../../time/interval.ts'
import type { Interval } from '../../time/interval.ts'

/**
 * An interval in parts of so many days each, cut where a day begins; one part if it has no more days
 * than that. A part of skipped days alone has no time in it and is left out.
 */
export function splitByDays(interval: Interval, days: number, zone: string): Interval[] {
  const { start, end } = interval
  const first = dayHolding(start, zone)
  const count = countDays(first, dayHolding(lastInstant(interval), zone))
  const parts: Interval[] = []
  let from = start
  for (let day = days; day < count; day += days) {
    const to = dayInterval(addDays(first, day), zone).start
    if (to > from) parts.push({ start: from, end: to })
    from = to
  }
  return [...parts, { start: from, end }]
}
