import type { Instant } from './instant.ts'

/** A half-open interval [start, end) of instants. */
export interface Interval {
  readonly start: Instant
  readonly end: Instant
}

/** The same interval so many microseconds later. */
export function shiftInterval({ start, end }: Interval, shift: number): Interval {
  return { start: start + shift, end: end + shift }
}

/** The last instant of an interval; far from 1970, where a microsecond is lost to rounding, one near it. */
export function lastInstant({ end }: Interval): Instant {
  return end - 1 < end ? end - 1 : end - 64
}
