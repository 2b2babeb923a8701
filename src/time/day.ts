import { microsecondsPerDay } from './instant.ts'
import type { Instant } from './instant.ts'
import type { Interval } from './interval.ts'
import { fromLocal, toLocal } from './zone.ts'

/** A calendar day, `2025-01-03`. */
export type Day = string

/** Whether the text is a day that the calendar has: `2025-02-29` is not, nor is any of year 0. */
export function isDay(text: string): boolean {
  if (!/^(?!0000)\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

/** The day `count` days later (earlier if negative). */
export function addDays(day: Day, count: number): Day {
  return fromMidnight(toMidnight(day) + count * microsecondsPerDay)
}

/** Every day from `first` to `last`, both included; none if `last` is before `first`. */
export function listDays(first: Day, last: Day): Day[] {
  const days: Day[] = []
  for (let time = toMidnight(first); time <= toMidnight(last); time += microsecondsPerDay) {
    days.push(fromMidnight(time))
  }
  return days
}

/**
 * The day's interval in a time zone: from its first instant to the next day's, 23, 24 or 25 hours.
 * Empty for a day that the zone skipped (Apia had no 2011-12-30).
 */
export function dayInterval(day: Day, zone: string): Interval {
  return {
    start: fromLocal(toMidnight(day), zone),
    end: fromLocal(toMidnight(day) + microsecondsPerDay, zone),
  }
}

/** The calendar day that a zone's clock shows at an instant. */
export function dayOf(instant: Instant, zone: string): Day {
  return fromMidnight(toLocal(instant, zone))
}

function toMidnight(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`) * 1000
}

function fromMidnight(local: number): Day {
  return new Date(Math.floor(local / 1000)).toISOString().slice(0, 10)
}
