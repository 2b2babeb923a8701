import type { Frame } from '../frame/frame.ts'
import type { Statistic } from '../signal/statistic.ts'
import type { Interval } from '../time/interval.ts'
import { binStarts } from './bin-edges.ts'

/** The name of a statistic's column in an aggregated frame. */
export function statisticColumn(variable: string, statistic: Statistic): string {
  return `${variable}_${statistic}`
}

/**
 * A frame of samples as a frame of bins: `time` is each bin's start, a column is one statistic of one
 * variable. Times must ascend; rows outside the interval are left out, NaN is no sample. A statistic
 * that is not defined is NaN: all of an empty bin, `std` of one sample.
 */
export function aggregate(
  samples: Frame,
  interval: Interval,
  periodSeconds: number,
  statistics: readonly Statistic[],
): Frame {
  const time = binStarts(interval, periodSeconds)
  const edges = findEdges(samples.time, time, interval)
  const columns = new Map<string, Float64Array>()
  for (const [variable, values] of samples.columns) {
    const results = aggregateColumn(values, edges)
    for (const statistic of statistics) {
      columns.set(statisticColumn(variable, statistic), results[statistic])
    }
  }
  return { time, columns }
}

/** For each bin the index of its first sample, and at the end the index after the last bin's last. */
function findEdges(time: Float64Array, starts: Float64Array, { end }: Interval): Int32Array {
  const edges = new Int32Array(starts.length + 1)
  let row = 0
  for (let bin = 0; bin <= starts.length; bin++) {
    const edge = bin === starts.length ? end : starts[bin]!
    while (row < time.length && time[row]! < edge) row++
    edges[bin] = row
  }
  return edges
}

/**
 * Mean, extremes and sample standard deviation (n-1) of each bin. Two passes with the correction of
 * Chan, Golub and LeVeque (1983, eq. 1.7): the sum of the deviations, zero but for rounding, mends
 * both mean and variance, so a small wave on 1e9 keeps its std.
 */
function aggregateColumn(values: Float64Array, edges: Int32Array): Record<Statistic, Float64Array> {
  const bins = edges.length - 1
  const [mean, min, max, std] = [0, 1, 2, 3].map(() => new Float64Array(bins).fill(NaN))
  for (let bin = 0; bin < bins; bin++) {
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
    const guess = sum / count
    let deviations = 0
    let squares = 0
    for (let row = from; row < to; row++) {
      const deviation = values[row]! - guess
      if (deviation !== deviation) continue
      deviations += deviation
      squares += deviation * deviation
    }
    const correction = deviations / count
    mean![bin] = guess + correction
    min![bin] = least
    max![bin] = most
    if (count > 1) {
      // Rounding may leave the difference a hair below zero where all samples are equal.
      std![bin] = Math.sqrt(Math.max(0, squares - deviations * correction) / (count - 1))
    }
  }
  return { mean: mean!, min: min!, max: max!, std: std! }
}
