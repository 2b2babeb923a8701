import { MinuanoError } from '../../errors/minuano-error.ts'
import type { SampleQuery, SourceFacts, SourceVariable } from '../../source/source.ts'
import type { Interval } from '../../time/interval.ts'

/** A question about these variables of these assets, or of all. Throws `unknown-asset` where there are none. */
export function toQuery(
  interval: Interval,
  { hasAssets }: SourceFacts,
  variables: readonly SourceVariable[],
  assets: readonly string[] | undefined,
): SampleQuery {
  if (assets !== undefined && !hasAssets) {
    throw new MinuanoError(
      'unknown-asset',
      'the rows of this Source name no asset: leave `assets` out, or set SOURCE_ASSET_COLUMN for the Connector',
    )
  }
  return { interval, variables: variables.map(({ name }) => name), assets }
}
