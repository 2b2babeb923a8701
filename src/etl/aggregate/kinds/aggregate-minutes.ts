import { aggregateColumn } from '../aggregate-column.ts'
import type { AggregatedValues } from './aggregate-values.ts'

/** What is said of the minutes of a variable, row by row; NaN where it is not. */
export interface MinuteColumns {
  readonly std?: Float64Array
  readonly min?: Float64Array
  readonly max?: Float64Array
  readonly count?: Float64Array
}

/** Minutes that have a value, and lack something that others have: what is missing of each. */
export interface MinuteFacts {
  readonly withoutStd?: number
  readonly withoutMin?: number
  readonly withoutMax?: number
  /** These have no weight, and are in no statistic. */
  readonly withoutCount?: number
}

/**
 * Statistics of the faster samples that minutes were made of. With n samples in a minute (1 where nobody says it), of
 * mean m and standard deviation s, divided by n: the mean is Σnm/Σn, the variance Σn(s² + (m - mean)²)/Σn, as the law of
 * total variance has it, and the extremes are those of extremes. Minutes without s are not in the std, those without
 * extremes not in these. What no column says is as of any samples: the std and the extremes of means.
 */
export function aggregateMinutes(
  values: Float64Array,
  edges: Int32Array,
  columns: MinuteColumns,
): AggregatedValues {
  const statistics = aggregateColumn(values, edges)
  const { std, min, max, count } = columns
  for (let bin = 0; bin < edges.length - 1; bin++) {
    const [from, to] = [edges[bin]!, edges[bin + 1]!]
    // One that is not known is none, as its value is.
    const weightOf = (row: number) => (count === undefined ? 1 : count[row]! || 0)
    if (count !== undefined) statistics.mean[bin] = meanOf(values, from, to, weightOf)
    if (std !== undefined) {
      const weight = (row: number) => (Number.isNaN(std[row]!) ? 0 : weightOf(row))
      const mean = meanOf(values, from, to, weight)
      let [squares, deviations, weights] = [0, 0, 0]
      for (let row = from; row < to; row++) {
        if (Number.isNaN(values[row]!) || weight(row) === 0) continue
        const deviation = values[row]! - mean
        squares += weight(row) * (std[row]! ** 2 + deviation ** 2)
        deviations += weight(row) * deviation
        weights += weight(row)
      }
      const variance = Math.max(0, squares - deviations ** 2 / weights) / weights
      statistics.std[bin] = Number.isFinite(variance) ? Math.sqrt(variance) : NaN
    }
    if (min !== undefined) statistics.min[bin] = extremeOf(values, min, from, to, Math.min)
    if (max !== undefined) statistics.max[bin] = extremeOf(values, max, from, to, Math.max)
  }
  return { statistics, count: statistics.count }
}

/** Weighted, with the correction that `aggregateColumn` has; NaN where nothing has a weight. */
function meanOf(
  values: Float64Array,
  from: number,
  to: number,
  weightOf: (row: number) => number,
): number {
  let weights = 0
  for (let row = from; row < to; row++) if (values[row] === values[row]) weights += weightOf(row)
  let guess = 0
  for (let row = from; row < to; row++) {
    if (values[row] === values[row]) guess += values[row]! * (weightOf(row) / weights)
  }
  let correction = 0
  for (let row = from; row < to; row++) {
    if (values[row] === values[row])
      correction += (values[row]! - guess) * (weightOf(row) / weights)
  }
  return guess + (Number.isFinite(correction) ? correction : 0)
}

function extremeOf(
  values: Float64Array,
  extremes: Float64Array,
  from: number,
  to: number,
  choose: (a: number, b: number) => number,
): number {
  let found = NaN
  for (let row = from; row < to; row++) {
    if (values[row] !== values[row] || Number.isNaN(extremes[row]!)) continue
    found = Number.isNaN(found) ? extremes[row]! : choose(found, extremes[row]!)
  }
  return found
}
