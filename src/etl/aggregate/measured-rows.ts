import type { Bins } from './aggregate.ts'
import type { BinClasses } from './bin-classes.ts'
import type { DoubtfulTimes } from './clear-doubtful-times.ts'
import type { SampleFacts } from './sample-facts.ts'

/** What a day's rows became. */
export interface MeasuredRows {
  /** By variable: what `/inventory` says of just these rows. */
  readonly fingerprints: ReadonlyMap<string, string>
  readonly bins: Bins
  /** By variable: the samples that the Source has of each bin, those that the statistics leave out too. */
  readonly found: ReadonlyMap<string, Float64Array>
  /** By variable: what the samples are of the bins that are not whole. */
  readonly classes: ReadonlyMap<string, BinClasses>
  readonly samples: ReadonlyMap<string, SampleFacts>
  readonly doubtful: readonly DoubtfulTimes[]
  /** What was found of states and counters, in words. */
  readonly notes?: readonly string[]
}
