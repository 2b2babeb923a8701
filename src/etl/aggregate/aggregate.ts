import type { Frame } from '../../frame/frame.ts'
import type { Statistic } from '../../signal/statistic.ts'
import type { Interval } from '../../time/interval.ts'
import { aggregateColumn } from './aggregate-column.ts'
import { aggregateDirection } from './aggregate-direction.ts'
import { binStarts } from './bin-edges.ts'

/** The name of a statistic's column in an aggregated frame. */
export function statisticColumn(variable: string, statistic: Statistic): string {
  return `${variable}_${statistic}`
}

/** How samples become bins. */
export interface Aggregation {
  readonly periodSeconds: number
  readonly statistics: readonly Statistic[]
  /** How far apart samples are: a whole bin holds `periodSeconds / sampleSeconds` of them. */
  readonly sampleSeconds: number
  /** The part of its samples that a bin needs; one with less has no statistics. 0: any. */
  readonly minimumCoverage: number
  /** Variables in degrees of direction: circular statistics, neither min nor max. */
  readonly directions: ReadonlySet<string>
}

/** Bins: their starts and statistics as one frame, and the samples that each bin holds. */
export interface Bins {
  readonly frame: Frame
  /** By variable: the number of samples of each bin. */
  readonly counts: ReadonlyMap<string, Float64Array>
}

/**
 * A frame of samples as a frame of bins: `time` is each bin's start, a column is one statistic of one
 * variable. Times must ascend; rows outside the interval are left out, NaN is no sample. A statistic
 * that is not defined is NaN: all of an empty bin, `std` of one sample, extremes of a direction.
 */
export function aggregate(samples: Frame, interval: Interval, aggregation: Aggregation): Bins {
  const { periodSeconds, statistics, directions } = aggregation
  const time = binStarts(interval, periodSeconds)
  const edges = findEdges(samples.time, time, interval)
  const needed = aggregation.minimumCoverage * expectedSamples(aggregation)
  const columns = new Map<string, Float64Array>()
  const counts = new Map<string, Float64Array>()
  for (const [variable, values] of samples.columns) {
    const results = directions.has(variable)
      ? aggregateDirection(values, edges)
      : aggregateColumn(values, edges)
    const found = results.count.slice()
    counts.set(variable, found)
    for (const statistic of statistics) {
      const column = results[statistic]
      for (let bin = 0; bin < column.length; bin++) {
        if (found[bin] === 0 || found[bin]! < needed) column[bin] = NaN
      }
      columns.set(statisticColumn(variable, statistic), column)
    }
  }
  return { frame: { time, columns }, counts }
}

/** The samples that a whole bin holds. */
export function expectedSamples({
  periodSeconds,
  sampleSeconds,
}: Pick<Aggregation, 'periodSeconds' | 'sampleSeconds'>): number {
  return periodSeconds / sampleSeconds
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
