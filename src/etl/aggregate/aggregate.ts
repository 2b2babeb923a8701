import type { Frame } from '../../frame/frame.ts'
import type { SignalKey } from '../../signal/signal-name.ts'
import { circleOf } from '../../signal/kind.ts'
import type { Kinds } from '../../signal/kind.ts'
import type { SignalStatistic } from '../../signal/statistic.ts'
import type { ValidRange } from '../../signal/valid-range.ts'
import type { Interval } from '../../time/interval.ts'
import { aggregateColumn } from './aggregate-column.ts'
import { aggregateDirection } from './aggregate-direction.ts'
import { binStarts, findEdges } from './bin-edges.ts'
import type { AggregatedValues, AggregateValues } from './kinds/aggregate-values.ts'
import { furtherKeys } from './kinds/further-keys.ts'

/** How samples become bins. */
export interface Aggregation {
  readonly periodSeconds: number
  /** How far apart samples are: a whole bin holds `periodSeconds / sampleSeconds` of them. */
  readonly sampleSeconds: number
  /** The part of its samples that a bin needs; one with less has no statistics. 0: any. */
  readonly minimumCoverage: number
  /** What is no scalar has circular statistics, neither min nor max. A variable without one is a scalar. */
  readonly kinds: Kinds
  /** Those that are made otherwise than measures and angles are. */
  readonly special?: ReadonlyMap<string, AggregateValues> | undefined
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
 * `std` of one sample, extremes of an angle. What is made otherwise may have statistics that no key names: they come
 * after those that were asked for.
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
  const results = new Map<string, AggregatedValues>()
  const counts = new Map<string, Float64Array>()
  for (const [variable, values] of samples.columns) {
    const special = aggregation.special?.get(variable)
    const circle = circleOf(kinds.get(variable)?.kind ?? 'scalar')
    const found = special?.(values, edges) ?? measured(values, edges, circle)
    results.set(variable, found)
    counts.set(variable, found.count.slice())
  }
  const all = aggregation.special === undefined ? keys : [...keys, ...furtherKeys(results, keys)]
  const signals = all.map((key) => {
    const values = columnOf(results, key.variable, key.statistic)
    const found = counts.get(key.variable)!
    const least = results.get(key.variable)!.isOfAnyPart === true ? 0 : needed
    for (let bin = 0; bin < values.length; bin++) {
      if (found[bin] === 0 || found[bin]! < least) values[bin] = NaN
    }
    return { key, values }
  })
  return { time, signals, counts }
}

function measured(
  values: Float64Array,
  edges: Int32Array,
  circle: ValidRange | undefined,
): AggregatedValues {
  const statistics =
    circle === undefined
      ? aggregateColumn(values, edges)
      : aggregateDirection(values, edges, circle)
  return { statistics, count: statistics.count }
}

/** A signal of a variable that was not asked for is a fault in the program. */
function columnOf(
  results: ReadonlyMap<string, AggregatedValues>,
  variable: string,
  statistic: SignalStatistic,
): Float64Array {
  const values = results.get(variable)?.statistics[statistic]
  if (values === undefined) throw new Error(`the samples have no ${statistic} of ${variable}`)
  return values
}

/** The samples that a whole bin holds. */
export function expectedSamples({
  periodSeconds,
  sampleSeconds,
}: Pick<Aggregation, 'periodSeconds' | 'sampleSeconds'>): number {
  return periodSeconds / sampleSeconds
}
