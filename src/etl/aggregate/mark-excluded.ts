import type { Excluded } from '../shape/excluded.ts'

/**
 * Rows whose time is excluded by hand, a byte a row by variable; `shift`: how far behind its bin a sample is stamped. A
 * variable without such a row is not there.
 */
export function markExcluded(
  time: Float64Array,
  excluded: Excluded,
  shift: number,
): ReadonlyMap<string, Uint8Array> {
  const marks = new Map<string, Uint8Array>()
  for (const [variable, intervals] of excluded) {
    const ofRow = new Uint8Array(time.length)
    let isAny = false
    let next = 0
    for (let row = 0; row < time.length; row++) {
      const at = time[row]! - shift
      while (next < intervals.length && intervals[next]!.end <= at) next++
      if (next === intervals.length) break
      if (at < intervals[next]!.start) continue
      ofRow[row] = 1
      isAny = true
    }
    if (isAny) marks.set(variable, ofRow)
  }
  return marks
}
