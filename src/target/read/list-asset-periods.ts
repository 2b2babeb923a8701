import { sql } from 'kysely'
import type { Day } from '../../time/day.ts'
import { readRows } from '../read-rows.ts'
import type { Target } from '../tables/schema.ts'

/** The first and the last day that the ledger knows of an asset, whatever became of them. */
export interface AssetDays {
  readonly first: Day
  readonly last: Day
}

/** By asset, of these variables and this bin width; an asset without any is not among them. */
export async function listAssetPeriods(
  target: Target,
  {
    assets,
    variables,
    periodSeconds,
  }: {
    readonly assets: readonly string[]
    readonly variables: readonly string[]
    readonly periodSeconds: number
  },
): Promise<ReadonlyMap<string, AssetDays>> {
  const query = sql<AssetDays & { readonly asset: string }>`
    select asset, to_char(min(first), 'YYYY-MM-DD') as first, to_char(max(last), 'YYYY-MM-DD') as last
    from unnest(${assets}::text[]) asked (asset)
      cross join unnest(${variables}::text[]) of (variable)
      cross join lateral (
        select min(day) as first, max(day) as last from load
        where load.asset = asked.asset and load.variable = of.variable
          and period_seconds = ${periodSeconds}) known
    where first is not null
    group by asset`
  const rows = await readRows(target, 'looking for the days of assets', query)
  return new Map(rows.map(({ asset, ...days }) => [asset, days]))
}
