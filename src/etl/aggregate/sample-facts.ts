import type { LeftOut } from '../../config/frozen-readers.ts'
import type { Frame } from '../../frame/frame.ts'
import { columnOf } from '../../frame/frame.ts'
import { expectedSamples } from './aggregate.ts'
import type { Aggregation, Bins } from './aggregate.ts'
import { countExcess } from './count-excess.ts'
import type { ReasonFacts } from './count-reasons.ts'
import type { MinuteFacts } from './kinds/aggregate-minutes.ts'
import type { CounterFacts } from './kinds/count-up.ts'
import type { ClearBins } from './leave-out-conflicts.ts'
import type { SettledColumn } from './settle-column.ts'

/** What is known of the samples of one variable in a window. */
export interface SampleFacts extends RepeatedFacts, ReasonFacts, CounterFacts, MinuteFacts {
  /** Where samples come on change: `expected`, `valid` and `missing` are seconds, in which a value held or not. */
  readonly sampling?: 'on-change'
  /** Rows with a value from before the window that held when it began, and the seconds of it that they did. */
  readonly heldRows?: number
  readonly heldSeconds?: number
  /** What the window would hold at the Source's sample interval. */
  readonly expected: number
  /** Samples that the statistics are made of. */
  readonly valid: number
  /**
   * Expected, and not there: NULL, NaN, infinities, and rows that are not there. Samples of bins that
   * were left out, for a conflict or an ambiguous time, are neither valid nor missing.
   */
  readonly missing: number
  readonly outOfRange: number
  /** Of a sensor that hung; what has none, as almost always, has no member. */
  readonly frozen?: number
  /** Left out since the settings want such samples left out, by what they are. */
  readonly leftOut?: Readonly<Partial<Record<LeftOut, number>>>
  /** Left out since their time, or another's of their bin, comes twice or never on the Source's clock. */
  readonly ambiguous: number
  /** Left out since somebody excluded them by hand, and how many of them had a value; of values on change seconds. */
  readonly excluded?: number
  readonly excludedValues?: number
  /** The part of the expected samples that is valid, no bin counting for more than whole: 0 to 1. */
  readonly coverage: number
}

/** What is there more than once. What is not, as almost always, has no member. */
export interface RepeatedFacts {
  /** Rows that say what another row of the same time says, and those that are superseded. */
  readonly duplicates?: number
  /** Values that another one of the same time stands for, by the order of their rows. */
  readonly superseded?: number
  /** Values that differ from another of the same time, that one included. */
  readonly conflicts?: number
  /** Bins that were left out for that. */
  readonly binsLeftOut?: number
  /** Samples beyond what bins can hold, where no neighbour lacks them. */
  readonly excess?: number
}

/** Counts a window's samples, variable by variable; `clear` where rows of one time were settled. */
export function countSamples(
  samples: Frame,
  { counts }: Bins,
  { outOfRange, ambiguous }: Record<'outOfRange' | 'ambiguous', ReadonlyMap<string, number>>,
  aggregation: Aggregation,
  clear?: ClearBins,
): Map<string, SampleFacts> {
  const perBin = expectedSamples(aggregation)
  return new Map(
    [...counts].map(([variable, ofBins]) => {
      const used = clear?.bins.counts.get(variable) ?? ofBins
      const settled = clear?.columns.get(variable)
      const expected = ofBins.length * perBin
      const found = countValues(columnOf(samples, variable))
      const left = outOfRange.get(variable) ?? 0
      const doubtful = ambiguous.get(variable) ?? 0
      let [covered, leftOut] = [0, 0]
      for (let bin = 0; bin < ofBins.length; bin++) {
        covered += Math.min(used[bin]!, perBin)
        leftOut += ofBins[bin]! - used[bin]!
      }
      const excess = countExcess(ofBins, perBin)
      const there = found - excess + left - (settled?.beside ?? 0) + doubtful
      const replaced = settled === undefined ? 0 : superseded(settled)
      const facts = {
        expected,
        valid: found - leftOut,
        missing: Math.max(0, expected - there),
        outOfRange: left,
        ambiguous: doubtful,
        coverage: expected === 0 ? 0 : covered / expected,
        ...withoutZeros({
          duplicates: (settled?.duplicates ?? 0) + replaced,
          superseded: replaced,
          conflicts: (settled?.conflicts ?? []).reduce((sum, { values }) => sum + values.length, 0),
          binsLeftOut: clear?.binsLeftOut.get(variable) ?? 0,
          excess,
        }),
      }
      return [variable, facts]
    }),
  )
}

/** Values that another one of the same time stands for. */
export function superseded({ decided }: Pick<SettledColumn, 'decided'>): number {
  return decided.reduce((sum, { values }) => sum + values.length - 1, 0)
}

export function withoutZeros<Facts extends Readonly<Record<string, number>>>(
  facts: Facts,
): Partial<Facts> {
  return Object.fromEntries(
    Object.entries(facts).filter(([, count]) => count > 0),
  ) as Partial<Facts>
}

/** How many of a column's values are there; what is not finite makes no row. */
export function countValues(values: Float64Array): number {
  let count = 0
  for (let row = 0; row < values.length; row++) if (Number.isFinite(values[row]!)) count++
  return count
}
