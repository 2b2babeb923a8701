import { microsecondsPerDay } from '../../time/instant.ts'
import type { Instant } from '../../time/instant.ts'
import { fromLocal, isUtc, toLocal } from '../../time/zone.ts'

/** The instant at which the zone's clock shows `local`, given the row before it; undefined: it never does. */
export type Clock = (local: number, previous: Instant) => Instant | undefined

/**
 * A zone's clock for the rows of a file. What the clock shows twice is the second time for a row that
 * would otherwise not be later than the one before it: a file is written in the order of time.
 */
export function createClock(zone: string): Clock {
  if (isUtc(zone)) return (local) => local
  let day = NaN
  let shift = 0
  let nextShift = 0
  return (local, previous) => {
    const midnight = Math.floor(local / microsecondsPerDay) * microsecondsPerDay
    if (midnight !== day) {
      // The zone's rules are asked for once a day, not once a row: 10 s less for a million rows.
      day = midnight
      const next = midnight + microsecondsPerDay
      shift = fromLocal(midnight, zone) - midnight
      nextShift = fromLocal(next, zone) - next
    }
    if (shift === nextShift) return local + shift
    const first = fromLocal(local, zone)
    if (toLocal(first, zone) !== local) return undefined
    const second = local + nextShift
    return first <= previous && second > first && toLocal(second, zone) === local ? second : first
  }
}
