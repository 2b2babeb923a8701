import type { Interval } from '../../time/interval.ts'

/** Rows that PostgreSQL sorts at once: in its memory, and soon. */
const rowsAtOnce = 50_000

/** An hour: of a thousand tags of a minute it has as many rows as are sorted at once. */
const firstWidth = 3600e6

/** A slice of an interval, and how wide it was meant to be: its end may be cut off. */
export interface Slice {
  readonly interval: Interval
  readonly width: number
}

/** The first slice of an interval. */
export function firstSlice(whole: Interval): Slice {
  return sliceFrom(whole, whole.start, firstWidth)
}

/** The slice after one that had so many rows, as wide as seems right; undefined where the interval ends. */
export function nextSlice(whole: Interval, last: Slice, rows: number): Slice | undefined {
  const { end } = last.interval
  if (end >= whole.end) return undefined
  // Whole microseconds; a few times as much at the most, since the next may have more rows.
  const factor = Math.min(8, Math.max(1 / 8, rowsAtOnce / Math.max(1, rows)))
  return sliceFrom(whole, end, Math.max(1, Math.round(last.width * factor)))
}

function sliceFrom(whole: Interval, start: number, width: number): Slice {
  return { interval: { start, end: Math.min(whole.end, start + width) }, width }
}
