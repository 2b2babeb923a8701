import type { BinStatistics } from '../kinds/bin-statistics.ts'
import type { CounterFacts } from '../kinds/count-up.ts'

/** Bins of one variable, and what was found while they were made. */
export interface HeldBins {
  readonly statistics: BinStatistics
  /** Microseconds of each bin in which a value held. */
  readonly covered: Float64Array
  readonly facts?: CounterFacts
  readonly notes?: readonly string[]
}
