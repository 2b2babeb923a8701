import { addDays, dayInterval } from './day.ts'
import type { Day } from './day.ts'
import type { Interval } from './interval.ts'

/** A calendar month, `2025-01`. */
export type CalendarMonth = string

/** From its first day's first instant to that of the next month's, by the zone's clock. */
export function monthInterval(month: CalendarMonth, zone: string): Interval {
  const start = (day: Day) => dayInterval(day, zone).start
  return { start: start(`${month}-01`), end: start(addDays(lastDayOf(month), 1)) }
}

export function lastDayOf(month: CalendarMonth): Day {
  return addDays(`${addDays(`${month}-01`, 31).slice(0, 7)}-01`, -1)
}
