import type { Instant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'

/** The starts of an interval's bins: the first at the interval's own start, then one every period. */
export function binStarts({ start, end }: Interval, periodSeconds: number): Float64Array {
  const period = periodSeconds * 1e6
  const count = Math.max(0, Math.ceil((end - start) / period))
  const starts = new Float64Array(count)
  for (let bin = 0; bin < count; bin++) starts[bin] = start + bin * period
  return starts
}

/**
 * The part of an interval whose bins are closed at `now`: a bin that still grows would be written
 * with a part of its samples.
 */
export function closedPart(
  { start, end }: Interval,
  periodSeconds: number,
  now: Instant,
): Interval {
  if (now >= end) return { start, end }
  const period = periodSeconds * 1e6
  return { start, end: start + Math.max(0, Math.floor((now - start) / period)) * period }
}

/**
 * For each bin, by its start, the index of its first sample in times that ascend, and at the end the index after the
 * last bin's last.
 */
export function findEdges(time: Float64Array, starts: Float64Array, { end }: Interval): Int32Array {
  const edges = new Int32Array(starts.length + 1)
  let row = 0
  for (let bin = 0; bin <= starts.length; bin++) {
    const edge = bin === starts.length ? end : starts[bin]!
    while (row < time.length && time[row]! < edge) row++
    edges[bin] = row
  }
  return edges
}
