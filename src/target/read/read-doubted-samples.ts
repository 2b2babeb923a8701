import { quoteLiteral } from '../../postgres/quote.ts'
import type { Asset } from '../../signal/asset.ts'
import { loadedStatuses } from '../ledger/is-loaded.ts'
import type { Target } from '../tables/schema.ts'
import { whereOf } from './read-daily-figures.ts'
import type { FiguresQuery } from './read-daily-figures.ts'
import { readFigures } from './read-figures.ts'

/** Samples of loaded days that figures should not be read without knowing of. */
export interface DoubtedSamples {
  readonly asset: Asset
  readonly variable: string
  /** Of a sensor that hung, used or not. */
  readonly frozen: number
  /** Taken out by hand. */
  readonly excluded: number
}

/** By asset and variable, as the ledger has them; only where there are any. */
export function readDoubtedSamples(
  target: Target,
  query: FiguresQuery,
  variables: readonly string[],
): Promise<DoubtedSamples[]> {
  const names = quoteLiteral(JSON.stringify(variables))
  return readFigures<DoubtedSamples>(
    target,
    `select asset, variable, coalesce(sum(frozen), 0)::float8 as frozen, coalesce(sum(excluded), 0)::float8 as excluded
     from load where ${whereOf(query)} and status in ${loadedStatuses}
       and variable in (select jsonb_array_elements_text(${names}::jsonb))
     group by asset, variable having sum(frozen) > 0 or sum(excluded) > 0 order by asset, variable`,
  )
}
