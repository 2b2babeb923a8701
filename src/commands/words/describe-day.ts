import type { SampleFacts } from '../../etl/aggregate/sample-facts.ts'
import type { DayResult } from '../../etl/load/day-result.ts'
import type { LoadResult } from '../../target/load/window-load.ts'
import { describeCounters } from './describe-counters.ts'
import { describeFrozen, listLeftOut } from './describe-frozen.ts'
import { describeHeld } from './describe-held.ts'
import { describeReasons } from './describe-reasons.ts'
import { describeRepeated } from './describe-repeated.ts'
import { listRemarks, nameVariables } from './fold-remarks.ts'

/** Said of a day of which not all could be loaded yet. */
export const underWay = ' (the day is still under way: closed bins only)'

/** What became of rows of the Target. */
export function describeChanges({ inserted, updated, deleted }: LoadResult): string {
  return inserted + updated + deleted === 0
    ? 'nothing to change'
    : `${inserted} inserted, ${updated} updated, ${deleted} deleted`
}

/** One line that says what was done. */
export function describeDay(result: DayResult): string {
  const { day, sourceRows, targetRows, signals, seconds } = result
  const open = result.status === 'open' ? underWay : ''
  const left = describeLeftOut(result.samples)
  const kept =
    result.kept.length === 0
      ? ''
      : `; kept, since the Source has no values any more: ${nameVariables(result.kept)}`
  const repeated = describeTwice(result.samples)
  const why = `${describeReasons(result.samples)}${describeFrozen(result.samples)}`
  const held = describeHeld(result.samples)
  const counters = describeCounters(result.samples)
  const bins = describeBins(result)
  return `${day}: ${sourceRows} source rows, ${targetRows} values in ${signals} signals: ${describeChanges(result)}, in ${seconds.toFixed(2)} s${bins}${left}${why}${held}${counters}${repeated}${kept}${open}`
}

/** How many bins are not whole; nothing where all are. */
function describeBins({ bins = {} }: DayResult): string {
  const parts = Object.entries(bins).map(
    ([variable, { notWhole, bins: all }]) => `${notWhole} of ${all} of ${variable}`,
  )
  return parts.length === 0 ? '' : `; bins that are not whole: ${listRemarks(parts, ', ')}`
}

/** What is there more than once; nothing where nothing is. */
export function describeTwice(samples: DayResult['samples']): string {
  const parts = Object.entries(samples).flatMap(([variable, facts]) =>
    describeRepeated(facts, variable),
  )
  return parts.length === 0 ? '' : `; more than once: ${listRemarks(parts, ', ')}`
}

/** What comes on change is counted in seconds. */
function missingOf({ missing, expected, sampling }: SampleFacts): string {
  return sampling === undefined ? `${missing} of ${expected}` : `${missing} of ${expected} s`
}

/** What comes on change is counted in seconds. */
function excludedOf({ excluded, sampling }: SampleFacts, variable: string): string {
  return `${excluded}${sampling === undefined ? '' : ' s'} of ${variable} excluded by hand`
}

/** Every count of samples that are in no statistic, so that none is left out in silence. */
function describeLeftOut(samples: DayResult['samples']): string {
  const parts = Object.entries(samples).flatMap(([variable, facts]) => [
    ...((facts.excluded ?? 0) > 0 ? [excludedOf(facts, variable)] : []),
    ...(facts.ambiguous > 0 ? [`${facts.ambiguous} of ${variable} of ambiguous times`] : []),
    ...(facts.outOfRange > 0 ? [`${facts.outOfRange} of ${variable} out of range`] : []),
    ...listLeftOut({ [variable]: facts }),
    ...(facts.missing > 0 ? [`${missingOf(facts)} of ${variable} missing`] : []),
  ])
  return parts.length === 0 ? '' : `; left out: ${listRemarks(parts, ', ')}`
}
