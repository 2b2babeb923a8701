import type { Day } from '../../time/day.ts'

/** Days of the plant's time zone, both included. */
export interface DayRange {
  readonly first: Day
  readonly last: Day
}
