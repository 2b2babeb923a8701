import { formatInstant, microsecondsPerDay, microsecondsPerMinute } from '../time/instant.ts'
import type { Instant, SecondDigits } from '../time/instant.ts'
import { writeAscii, writeDigits } from './write-number.ts'

/** Bytes that a time may take: those before the year 0 or after 9999 have six digits and a sign. */
export const timeBytes = 30

/**
 * A writer for a column of times in RFC 3339, UTC; it gives the place after the time. Rows come in order,
 * so the day's text is kept from row to row: seven times faster than a Date for each.
 */
export function createTimeWriter(
  secondDigits: SecondDigits,
): (bytes: Uint8Array, at: number, instant: Instant) => number {
  let day = NaN
  let dayText = ''
  const seconds = secondDigits === 0 ? ':00Z' : `:00.${'0'.repeat(secondDigits)}Z`
  return (bytes, at, instant) => {
    const dayNumber = Math.floor(instant / microsecondsPerDay)
    const sinceMidnight = instant - dayNumber * microsecondsPerDay
    const minute = sinceMidnight / microsecondsPerMinute
    if (minute !== Math.floor(minute))
      return writeAscii(bytes, at, formatInstant(instant, secondDigits))
    if (dayNumber !== day) {
      day = dayNumber
      dayText = formatInstant(dayNumber * microsecondsPerDay).split('T')[0]!
    }
    const hour = (minute / 60) | 0
    at = writeAscii(bytes, at, dayText)
    bytes[at++] = 84
    at = writeDigits(bytes, at, hour, 2)
    bytes[at++] = 58
    at = writeDigits(bytes, at, minute - hour * 60, 2)
    return writeAscii(bytes, at, seconds)
  }
}
