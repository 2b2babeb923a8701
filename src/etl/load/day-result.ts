import type { LoadResult } from '../../target/load/window-load.ts'
import type { Day } from '../../time/day.ts'
import type { SampleFacts } from '../aggregate/sample-facts.ts'

/** What the samples are of a day of one variable, of which not every bin is whole. */
export interface BinsOfDay {
  readonly bins: number
  /** Those that hold anything but as many valid samples as expected. */
  readonly notWhole: number
  /** Samples of all bins by class, seconds of values that come on change; classes without any are not there. */
  readonly classes: Readonly<Record<string, number>>
}

/** What a run of one day did. */
export interface DayResult extends LoadResult {
  readonly day: Day
  readonly status: 'loaded' | 'open'
  readonly sourceRows: number
  /** Values that the Target holds of the day, of these signals. */
  readonly targetRows: number
  readonly signals: number
  /** By variable: the samples that the statistics were made of, and those that they were not. */
  readonly samples: Readonly<Record<string, SampleFacts>>
  /** By variable that has bins which are not whole; not there where all are whole. */
  readonly bins?: Readonly<Record<string, BinsOfDay>>
  /** Variables whose values were kept, since the Source has none of the day any more. */
  readonly kept: readonly string[]
  /** What was assumed or left out, in words. */
  readonly remarks: readonly string[]
  /** Of days that were loaded together, the day's share. */
  readonly seconds: number
}
