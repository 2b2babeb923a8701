import type { Instant } from './instant.ts'

/** A half-open interval [start, end) of instants. */
export interface Interval {
  readonly start: Instant
  readonly end: Instant
}
