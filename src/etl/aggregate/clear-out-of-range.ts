import type { Frame } from '../../frame/frame.ts'
import type { ValidRange, ValidRanges } from '../../signal/valid-range.ts'

/** A `real` that was written as an edge holds the nearest that it can: it is that edge. */
export function isOutside(value: number, { least, most, whole }: ValidRange): boolean {
  if (whole === true && Number.isFinite(value) && !Number.isInteger(value)) return true
  if (value < least) return value !== Math.fround(least)
  return value > most && value !== Math.fround(most)
}

/**
 * The frame without the values that lie outside their variable's range, and how many those are, by
 * variable. A logger's -7999 would otherwise ruin its bin's mean, min and std.
 */
export function clearOutOfRange(
  frame: Frame,
  ranges: ValidRanges,
): { frame: Frame; outOfRange: ReadonlyMap<string, number> } {
  const outOfRange = new Map<string, number>()
  const columns = new Map<string, Float64Array>()
  for (const [name, values] of frame.columns) {
    const range = ranges.get(name)
    let left = 0
    let cleared = values
    if (range !== undefined) {
      for (let row = 0; row < values.length; row++) {
        const value = values[row]!
        if (!isOutside(value, range)) continue
        if (left === 0) cleared = values.slice()
        cleared[row] = NaN
        left++
      }
    }
    columns.set(name, cleared)
    outOfRange.set(name, left)
  }
  return { frame: { ...frame, columns }, outOfRange }
}
