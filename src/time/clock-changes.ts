import { microsecondsPerDay } from './instant.ts'
import type { Instant } from './instant.ts'
import { isUtc, offsetAt } from './zone.ts'

/** An instant at which a zone's clock is put forward or back; offsets from UTC in microseconds. */
export interface ClockChange {
  readonly at: Instant
  readonly before: number
  readonly after: number
}

/**
 * How far apart an offset is looked at. No clock was changed twice within so few days: of all zones the
 * shortest time between two changes is 4 days (Freetown, 1939), and since 1970 a week (Recife, 2000).
 */
const step = 3 * microsecondsPerDay

/** Years of zones that are kept: a lifetime of a hundred zones, some kilobytes each. */
const mostYears = 10_000

/** By zone and year. */
const known = new Map<string, readonly ClockChange[]>()

/**
 * The changes of a zone's clock in a year of UTC, in order. Looking them up takes some
 * milliseconds the first time.
 */
export function clockChanges(zone: string, year: number): readonly ClockChange[] {
  if (isUtc(zone)) return []
  const key = `${year} ${zone.toLowerCase()}`
  let changes = known.get(key)
  if (changes === undefined) {
    changes = findChanges(zone, Date.UTC(year, 0, 1) * 1000, Date.UTC(year + 1, 0, 1) * 1000)
    if (known.size >= mostYears) known.clear()
    known.set(key, changes)
  }
  return changes
}

function findChanges(zone: string, start: Instant, end: Instant): ClockChange[] {
  const changes: ClockChange[] = []
  let before = offsetAt(start - 1e6, zone)
  for (let from = start - 1e6; from < end - 1e6; from += step) {
    const to = Math.min(from + step, end - 1e6)
    const after = offsetAt(to, zone)
    if (after !== before) changes.push({ at: findChange(zone, from, to, before), before, after })
    before = after
  }
  return changes
}

/** The first whole second in (from, to] at which the offset is no more `before`. */
function findChange(zone: string, from: Instant, to: Instant, before: number): Instant {
  let low = from / 1e6
  let high = to / 1e6
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetAt(middle * 1e6, zone) === before) low = middle
    else high = middle
  }
  return high * 1e6
}
