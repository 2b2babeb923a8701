import type { RepeatedFacts } from '../../etl/aggregate/sample-facts.ts'

/** What is there more than once, of a variable or of all, in words: a part for each count that is not 0. */
export function describeRepeated(
  { duplicates = 0, superseded = 0, conflicts = 0, binsLeftOut = 0, excess = 0 }: RepeatedFacts,
  variable?: string,
): string[] {
  const of = variable === undefined ? '' : ` of ${variable}`
  const bins = binsLeftOut === 1 ? '1 bin' : `${binsLeftOut} bins`
  const left = binsLeftOut > 0 ? ` (${bins} left out)` : ''
  return [
    ...(duplicates > superseded ? [`${duplicates - superseded}${of} repeated`] : []),
    ...(superseded > 0 ? [`${superseded}${of} superseded by another of their time`] : []),
    ...(conflicts > 0 ? [`${conflicts}${of} that differ at one time${left}`] : []),
    ...(excess > 0 ? [`${excess}${of} more than bins hold`] : []),
  ]
}
