import type { Instant } from '../../time/instant.ts'

/** Segments of time, numbered from 1 on as `width_bucket` does: `cuts` are their first instants, the last one has no end. */
export interface DayCuts {
  readonly cuts: readonly Instant[]
  /** The segments [first, last) of a day, by its number from 1 on. */
  ofDay(day: number): Segments
  /** Those of the microseconds that lead into it, of a lead that was cut for. */
  ofLead(day: number, lead: number): Segments
}

export interface Segments {
  readonly first: number
  readonly last: number
}

/**
 * Cuts time where days begin and where what leads into them does, so that rows are counted once, segment by segment,
 * and each sum is put together of some: counts and fingerprints are sums. `leads` are in microseconds.
 */
export function cutDays(starts: readonly Instant[], leads: Iterable<number>): DayCuts {
  const different = new Set(leads)
  const times = starts.flatMap((start) => [start, ...[...different].map((lead) => start - lead)])
  const cuts = [...new Set(times)].sort((a, b) => a - b)
  const numbers = new Map(cuts.map((time, index) => [time, index + 1]))
  return {
    cuts,
    ofDay: (day) => {
      const next = starts[day]
      return {
        first: numbers.get(starts[day - 1]!)!,
        last: next === undefined ? cuts.length + 1 : numbers.get(next)!,
      }
    },
    ofLead: (day, lead) => {
      const start = starts[day - 1]!
      return { first: numbers.get(start - lead)!, last: numbers.get(start)! }
    },
  }
}
