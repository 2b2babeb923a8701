import type { Frame } from '../../frame/frame.ts'
import type { SignalKey } from '../../signal/signal-name.ts'
import { circleOf } from '../../signal/kind.ts'
import type { Kinds } from '../../signal/kind.ts'
import type { Statistic } from '../../signal/statistic.ts'
import type { Interval } from '../../time/interval.ts'
import { aggregateColumn } from './aggregate-column.ts'
import type { ColumnStatistics } from './aggregate-column.ts'
import { aggregateDirection } from './aggregate-direction.ts'
import { binStarts, findEdges } from './bin-edges.ts'

/** How samples become bins. */
export interface Aggregation {
  readonly periodSeconds: number
  /** How far apart samples are: a whole bin holds `periodSeconds / sampleSeconds` of them. */
  readonly sampleSeconds: number
  /** The part of its samples that a bin needs; one with less has no statistics. 0: any. */
  readonly minimumCoverage: number
  /** What is no scalar has circular statistics, neither min nor max. A variable without one is a scalar. */
  readonly kinds: Kinds
}

/** One signal's value of each bin; NaN where the statistic is not defined. */
export interface BinnedSignal {
  readonly key: SignalKey
  readonly values: Float64Array
}

/** Bins: their starts, the signals asked for in their order, and the samples that each bin holds. */
export interface Bins {
  readonly time: Float64Array
  readonly signals: readonly BinnedSignal[]
  /** By variable: the number of samples of each bin. */
  readonly counts: ReadonlyMap<string, Float64Array>
}

/**
 * A frame of samples as bins of these signals, all of one asset. Times must ascend; rows outside the
 * interval are left out, NaN is no sample. A statistic that is not defined is NaN: all of an empty bin,
 * `std` of one sample, extremes of an angle.
 */
export function aggregate(
  samples: Frame,
  interval: Interval,
  aggregation: Aggregation,
  keys: readonly SignalKey[],
): Bins {
  const { periodSeconds, kinds } = aggregation
  const time = binStarts(interval, periodSeconds)
  const edges = findEdges(samples.time, time, interval)
  const needed = aggregation.minimumCoverage * expectedSamples(aggregation)
  const statistics = new Map<string, ColumnStatistics>()
  const counts = new Map<string, Float64Array>()
  for (const [variable, values] of samples.columns) {
    const circle = circleOf(kinds.get(variable)?.kind ?? 'scalar')
    const results =
      circle === undefined
        ? aggregateColumn(values, edges)
        : aggregateDirection(values, edges, circle)
    statistics.set(variable, results)
    counts.set(variable, results.count.slice())
  }
  const signals = keys.map((key) => {
    const values = columnOf(statistics, key.variable, key.statistic)
    const found = counts.get(key.variable)!
    for (let bin = 0; bin < values.length; bin++) {
      if (found[bin] === 0 || found[bin]! < needed) values[bin] = NaN
    }
    return { key, values }
  })
  return { time, signals, counts }
}

/** A signal of a variable that was not asked for is a fault in the program. */
function columnOf(
  statistics: ReadonlyMap<string, ColumnStatistics>,
  variable: string,
  statistic: Statistic,
): Float64Array {
  const results = statistics.get(variable)
  if (results === undefined) throw new Error(`the samples have no column ${variable}`)
  return results[statistic]
}

/** The samples that a whole bin holds. */
export function expectedSamples({
  periodSeconds,
  sampleSeconds,
}: Pick<Aggregation, 'periodSeconds' | 'sampleSeconds'>): number {
  return periodSeconds / sampleSeconds
}
