import type { Frame } from '../../frame/frame.ts'
import { columnOf } from '../../frame/frame.ts'
import { expectedSamples } from './aggregate.ts'
import type { Aggregation, Bins } from './aggregate.ts'

/** What is known of the samples of one variable in a window. */
export interface SampleFacts {
  /** What the window would hold at the Source's sample interval. */
  readonly expected: number
  /** Samples that the statistics are made of. */
  readonly valid: number
  /** Expected, and neither valid nor out of range: NULL, NaN, infinities, and rows that are not there. */
  readonly missing: number
  readonly outOfRange: number
  /** The part of the expected samples that is valid, no bin counting for more than whole: 0 to 1. */
  readonly coverage: number
}

/** Counts a window's samples, variable by variable. */
export function countSamples(
  samples: Frame,
  { counts }: Bins,
  outOfRange: ReadonlyMap<string, number>,
  aggregation: Aggregation,
): Map<string, SampleFacts> {
  const perBin = expectedSamples(aggregation)
  return new Map(
    [...counts].map(([variable, ofBins]) => {
      const expected = ofBins.length * perBin
      const valid = countValues(columnOf(samples, variable))
      const left = outOfRange.get(variable) ?? 0
      let covered = 0
      for (let bin = 0; bin < ofBins.length; bin++) covered += Math.min(ofBins[bin]!, perBin)
      const facts = {
        expected,
        valid,
        missing: Math.max(0, expected - valid - left),
        outOfRange: left,
        coverage: expected === 0 ? 0 : covered / expected,
      }
      return [variable, facts]
    }),
  )
}

/** How many of a column's values are there; what is not finite makes no row. */
export function countValues(values: Float64Array): number {
  let count = 0
  for (let row = 0; row < values.length; row++) if (Number.isFinite(values[row]!)) count++
  return count
}
