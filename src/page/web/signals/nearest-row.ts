/**
 * The row whose bin holds the instant, or of thinned points the nearest; -1 where there is none near. Where all
 * bins are there, an instant in a gap has none.
 */
export function nearestRow(time: Float64Array, at: number, period: number): number {
  let low = 0
  let high = time.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (time[middle]! <= at) low = middle + 1
    else high = middle
  }
  const before = low - 1
  if (before >= 0 && at < time[before]! + period) return before
  const gap = (row: number) =>
    row < 0 || row >= time.length ? Infinity : Math.abs(time[row]! + period / 2 - at)
  const row = gap(before) <= gap(low) ? before : low
  return Number.isFinite(gap(row)) ? row : -1
}
