import { addDays, dayInterval } from '../../time/day.ts'
import type { Day } from '../../time/day.ts'
import type { Interval } from '../../time/interval.ts'

/** A calendar month, `2025-01`, from its first instant to the next month's. */
export interface Month extends Interval {
  readonly name: string
}

/** Every month that has a day from `first` to `last`, in a time zone. */
export function listMonths(first: Day, last: Day, zone: string): Month[] {
  const months: Month[] = []
  for (let name = monthOf(first); name <= monthOf(last); name = nextMonth(name)) {
    const start = dayInterval(`${name}-01`, zone).start
    const end = dayInterval(`${nextMonth(name)}-01`, zone).start
    months.push({ name, start, end })
  }
  return months
}

/** `2025-01-31` of `2025-01`. */
export function lastDayOfMonth(name: string): Day {
  return addDays(`${nextMonth(name)}-01`, -1)
}

export function monthOf(day: Day): string {
  return day.slice(0, 7)
}

function nextMonth(name: string): string {
  const [year, month] = [Number(name.slice(0, 4)), Number(name.slice(5))]
  const [nextYear, next] = month === 12 ? [year + 1, 1] : [year, month + 1]
  return `${String(nextYear).padStart(4, '0')}-${String(next).padStart(2, '0')}`
}
