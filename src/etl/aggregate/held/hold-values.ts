import { longestHold } from '../../../signal/hold.ts'
import type { Hold } from '../../../signal/hold.ts'
import type { Interval } from '../../../time/interval.ts'
import type { Changes } from './find-changes.ts'
import { known } from './known.ts'

/** Spans of time in which one thing is known, in order; none of two lie over each other. All arrays are of one length. */
export interface Spans {
  /** In microseconds since 1970; half-open. */
  readonly start: Float64Array
  readonly end: Float64Array
  /** NaN but where `what` is `known.value`. */
  readonly values: Float64Array
  readonly what: Uint8Array
}

/**
 * What is known of an interval: from each change until the next, but not longer than a value holds. Spans in which
 * there is nothing are left out.
 */
export function holdValues({ time, values, what }: Changes, interval: Interval, hold: Hold): Spans {
  const longest = longestHold(hold)
  const spans: { start: number; end: number; row: number }[] = []
  for (let row = 0; row < time.length; row++) {
    const start = Math.max(interval.start, time[row]!)
    const end = Math.min(interval.end, time[row + 1] ?? Infinity, time[row]! + longest)
    if (end > start && what[row] !== known.nothing) spans.push({ start, end, row })
  }
  return {
    start: Float64Array.from(spans, (span) => span.start),
    end: Float64Array.from(spans, (span) => span.end),
    values: Float64Array.from(spans, ({ row }) => values[row]!),
    what: Uint8Array.from(spans, ({ row }) => what[row]!),
  }
}

/** How long, in microseconds, something is known. */
export function lengthOf({ start, end, what }: Spans, of: number): number {
  let length = 0
  for (let span = 0; span < start.length; span++) {
    if (what[span] === of) length += end[span]! - start[span]!
  }
  return length
}
