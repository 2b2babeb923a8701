import type { Statistic } from '../../signal/statistic.ts'

/** Every statistic of each bin of one column; NaN where it is not defined. */
export type ColumnStatistics = Record<Statistic, Float64Array>

export function emptyStatistics(bins: number): ColumnStatistics {
  const undefinedValues = () => new Float64Array(bins).fill(NaN)
  return {
    mean: undefinedValues(),
    min: undefinedValues(),
    max: undefinedValues(),
    std: undefinedValues(),
    count: new Float64Array(bins),
  }
}

/**
 * Mean, extremes, sample standard deviation (n-1) and count of each bin; `edges` holds the index of
 * each bin's first sample and the one after the last. Two passes with the correction of Chan, Golub
 * and LeVeque (1983, eq. 1.7): the sum of the deviations, zero but for rounding, mends both mean and
 * variance, so a small wave on 1e9 keeps its std.
 */
export function aggregateColumn(values: Float64Array, edges: Int32Array): ColumnStatistics {
  const results = emptyStatistics(edges.length - 1)
  for (let bin = 0; bin < edges.length - 1; bin++) {
    const [from, to] = [edges[bin]!, edges[bin + 1]!]
    let count = 0
    let sum = 0
    let least = Infinity
    let most = -Infinity
    for (let row = from; row < to; row++) {
      const value = values[row]!
      if (value !== value) continue
      count++
      sum += value
      if (value < least) least = value
      if (value > most) most = value
    }
    if (count === 0) continue
    const guess = Number.isFinite(sum) ? sum / count : meanOfHuge(values, from, to, count)
    let deviations = 0
    let squares = 0
    for (let row = from; row < to; row++) {
      const deviation = values[row]! - guess
      if (deviation !== deviation) continue
      deviations += deviation
      squares += deviation * deviation
    }
    const correction = Number.isFinite(deviations) ? deviations / count : 0
    results.count[bin] = count
    results.mean[bin] = guess + correction
    results.min[bin] = least
    results.max[bin] = most
    if (count > 1) {
      // Rounding may leave the difference a hair below zero where all samples are equal.
      const variance = Math.max(0, squares - deviations * correction) / (count - 1)
      // No double holds the square of what is beyond 1e154.
      results.std[bin] = variance === Infinity ? NaN : Math.sqrt(variance)
    }
  }
  return results
}

/** Where no double holds the sum, each is divided first. */
function meanOfHuge(values: Float64Array, from: number, to: number, count: number): number {
  let mean = 0
  for (let row = from; row < to; row++) {
    const value = values[row]!
    if (value === value) mean += value / count
  }
  return mean
}
