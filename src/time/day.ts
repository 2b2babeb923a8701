import { microsecondsPerDay } from './instant.ts'
import type { Instant } from './instant.ts'
import type { Interval } from './interval.ts'
import { fromLocal, offsetAt, toLocal } from './zone.ts'

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

/** How many days there are from `first` to `last`, both included. */
export function countDays(first: Day, last: Day): number {
  return (toMidnight(last) - toMidnight(first)) / microsecondsPerDay + 1
}

/**
 * The first instant of every day from `first` to `last`, as `dayInterval` gives it, with one look-up of
 * the zone a day (12 microseconds) where `dayInterval` needs two for each of its ends.
 */
export function* listDayStarts(
  first: Day,
  last: Day,
  zone: string,
): Generator<Instant, void, void> {
  const end = toMidnight(last)
  let local = toMidnight(first)
  let before = offsetAt(local - microsecondsPerDay, zone)
  let here = offsetAt(local, zone)
  for (; local <= end; local += microsecondsPerDay) {
    const after = offsetAt(local + microsecondsPerDay, zone)
    yield before === after ? local - before : fromLocal(local, zone)
    before = here
    here = after
  }
}

/**
 * The day whose interval has the instant: the one that the clock shows, but for a clock that went back
 * over midnight and shows the end of a day again that is over.
 */
export function dayHolding(instant: Instant, zone: string): Day {
  const shown = dayOf(instant, zone)
  const next = addDays(shown, 1)
  return dayInterval(next, zone).start <= instant ? next : shown
}

/** The calendar day that a zone's clock shows at an instant. */
export function dayOf(instant: Instant, zone: string): Day {
  return fromMidnight(toLocal(instant, zone))
}

function toMidnight(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`) * 1000
}

function fromMidnight(local: number): Day {
  const text = new Date(Math.floor(local / 1000)).toISOString()
  // The day after 9999-12-31 has a longer text.
  return text.slice(0, text.indexOf('T'))
}
