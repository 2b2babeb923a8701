import type { SampleQuery, SourceFacts, SourceVariable } from '../../source/source.ts'
import type { Interval } from '../../time/interval.ts'

/** A question about these variables of every asset. */
export function toQuery(
  interval: Interval,
  { assets }: SourceFacts,
  variables: readonly SourceVariable[],
): SampleQuery {
  return { interval, variables: variables.map(({ name }) => name), assets }
}
