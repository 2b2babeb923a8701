import { microsecondsPerDay } from '../../time/instant.ts'
import type { Instant } from '../../time/instant.ts'
import { fromLocal, isUtc, toLocal } from '../../time/zone.ts'

/** Both instants at which a clock showed a time that it showed twice. */
export interface Doubled {
  readonly first: Instant
  readonly second: Instant
}

/** The instant at which the zone's clock shows `local`, or both of them; undefined: it never does. */
export type Clock = (local: number) => Instant | Doubled | undefined

/** A zone's clock for the rows of a file. */
export function createClock(zone: string): Clock {
  if (isUtc(zone)) return (local) => local
  let day = NaN
  let shift = 0
  let nextShift = 0
  return (local) => {
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
    return second > first && toLocal(second, zone) === local ? { first, second } : first
  }
}

/** The zone without summer time that a clock so far ahead of UTC shows, for advice: `Etc/GMT-1` is UTC+1. */
export function fixedZone(ahead: number): string | undefined {
  const hours = ahead / 3600e6
  if (!Number.isInteger(hours)) return undefined
  return hours === 0 ? 'UTC' : `Etc/GMT${hours < 0 ? '+' : '-'}${Math.abs(hours)}`
}
