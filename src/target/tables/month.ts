import type { Instant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'

/** A UTC month: the partition that holds its bins. */
export interface Month {
  /** Months since year 0: what the advisory lock is taken on. */
  readonly number: number
  /** Its partition's name: `data_2025_01`. */
  readonly partition: string
  readonly interval: Interval
}

/** The UTC months that an interval touches, in order. */
export function monthsOf({ start, end }: Interval): Month[] {
  const months: Month[] = []
  for (let number = monthNumber(start); number <= monthNumber(end - 1); number++) {
    const year = Math.floor(number / 12)
    const name = `${String(year).padStart(4, '0')}_${String((number % 12) + 1).padStart(2, '0')}`
    months.push({
      number,
      partition: `data_${name}`,
      interval: { start: firstInstant(number), end: firstInstant(number + 1) },
    })
  }
  return months
}

function monthNumber(instant: Instant): number {
  const date = new Date(Math.floor(instant / 1000))
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}

function firstInstant(number: number): Instant {
  return Date.UTC(Math.floor(number / 12), number % 12, 1) * 1000
}
