import type { Range } from '../selection/selection.ts'

/** What a zoom does not go below: an hour, in microseconds. */
export const shortest = 3600e6

/** Makes a range `factor` times as long around the instant at this part of it, within the whole. */
export function zoomRange(range: Range, part: number, factor: number, whole: Range): Range {
  const span = range.end - range.start
  const longest = Math.max(shortest, whole.end - whole.start)
  const wanted = Math.min(longest, Math.max(shortest, span * factor))
  const start = range.start + part * (span - wanted)
  return keepWithin({ start, end: start + wanted }, whole)
}

/** Moves a range by this part of its length, within the whole. */
export function panRange(range: Range, parts: number, whole: Range): Range {
  const by = parts * (range.end - range.start)
  return keepWithin({ start: range.start + by, end: range.end + by }, whole)
}

/** A range of its length, moved into the whole; one that is longer becomes the whole. */
export function keepWithin({ start, end }: Range, whole: Range): Range {
  const span = end - start
  if (span >= whole.end - whole.start) return { ...whole }
  const from = Math.round(Math.min(Math.max(start, whole.start), whole.end - span))
  return { start: from, end: Math.round(from + span) }
}
