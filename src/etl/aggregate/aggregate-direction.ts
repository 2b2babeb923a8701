import { emptyStatistics } from './aggregate-column.ts'
import type { ColumnStatistics } from './aggregate-column.ts'
import type { ValidRange } from '../../signal/valid-range.ts'

const radians = Math.PI / 180

/** Below this length the resultant of unit vectors is rounding: they point nowhere together. */
const noDirection = 1e-12

/**
 * Circular mean and circular standard deviation, in degrees, of each bin of an angle; no extremes,
 * since a circle has none. With s and c the means of sine and cosine: the mean is atan2(s, c), of a
 * circle from 0 in [0, 360), of one from -180 in [-180, 180), not defined where the samples cancel out (Mardia and Jupp, Directional Statistics, 2000,
 * section 2.2.1); the standard deviation is Yamartino's, the usual one of wind vanes (Journal of
 * Climate and Applied Meteorology 23, 1984, 1362-1366): with e = sqrt(1 - (s² + c²)), it is
 * asin(e) (1 + (2/sqrt(3) - 1) e³); of one sample it is not defined.
 */
export function aggregateDirection(
  values: Float64Array,
  edges: Int32Array,
  circle: ValidRange,
): ColumnStatistics {
  const results = emptyStatistics(edges.length - 1)
  for (let bin = 0; bin < edges.length - 1; bin++) {
    let count = 0
    let sines = 0
    let cosines = 0
    for (let row = edges[bin]!; row < edges[bin + 1]!; row++) {
      const value = values[row]!
      if (value !== value) continue
      count++
      sines += Math.sin(value * radians)
      cosines += Math.cos(value * radians)
    }
    if (count === 0) continue
    results.count[bin] = count
    const { mean, std } = resultantOf(sines / count, cosines / count, circle)
    results.mean[bin] = mean
    if (count > 1) results.std[bin] = std
  }
  return results
}

/** Circular mean and Yamartino's standard deviation, in degrees, of the means of sine and cosine; NaN where not defined. */
export function resultantOf(
  s: number,
  c: number,
  { least, most }: ValidRange,
): { readonly mean: number; readonly std: number } {
  const length = s * s + c * c
  const e = Math.sqrt(Math.max(0, 1 - length))
  const std = (Math.asin(e) * (1 + (2 / Math.sqrt(3) - 1) * e ** 3)) / radians
  if (Math.sqrt(length) <= noDirection) return { mean: NaN, std }
  const angle = Math.atan2(s, c) / radians
  // From 0 by the remainder, since a tiny negative angle rounds up to 360 itself, which is 0.
  const mean = least === 0 ? (angle + 360) % 360 : angle >= most ? least : angle
  return { mean, std }
}
