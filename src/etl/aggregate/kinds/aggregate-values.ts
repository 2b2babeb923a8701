import type { BinStatistics } from './bin-statistics.ts'

/** What the samples of each bin became. */
export interface AggregatedValues {
  readonly statistics: BinStatistics
  /** Samples of each bin. */
  readonly count: Float64Array
  /** Whether a bin with few of its samples is as good as a whole one: an end of a counter is one whatever lies before it. */
  readonly isOfAnyPart?: boolean
}

/** Values, NaN where there is none, as bins; `edges` are the indices of each one's first and the one after the last. */
export type AggregateValues = (values: Float64Array, edges: Int32Array) => AggregatedValues
