import type { Frame } from '../../frame/frame.ts'
import type { ValidRanges } from '../../signal/valid-range.ts'

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
        if (!(value < range.least || value > range.most)) continue
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
