import type { Asset } from '../../signal/asset.ts'
import { listAssets } from '../../target/read/list-assets.ts'
import { listHeldDays } from '../../target/read/list-held-days.ts'
import type { Target } from '../../target/tables/schema.ts'
import type { Day } from '../../time/day.ts'
import type { DayRange } from '../sync.ts'
import type { PlantAsset } from './plant-asset.ts'

/** An asset that the Target has values of and the Source does not name: its name in the Target, and the days. */
export interface GoneAsset {
  readonly asset: Asset
  readonly days: readonly Day[]
}

/**
 * Finds assets of which the Target holds days of the range, whose names begin with this prefix, and which are not among
 * those of the Source. They may be another plant's, where that has no prefix of its own: nobody can tell.
 */
export async function findGoneAssets(
  target: Target,
  assets: readonly PlantAsset[],
  prefix: string,
  variables: readonly string[],
  { first, last }: DayRange,
): Promise<GoneAsset[]> {
  const named = new Set(assets.map(({ asset }) => asset))
  const others = (await listAssets(target)).filter(
    (asset) => asset !== '' && asset.startsWith(prefix) && !named.has(asset),
  )
  if (others.length === 0) return []
  const { periodSeconds } = assets[0]!.settings
  const held = await listHeldDays(target, {
    assets: others,
    periodSeconds,
    variables,
    from: first,
    to: last,
  })
  return others.flatMap((asset) => {
    const days = new Set(held.filter((row) => row.asset === asset).map(({ day }) => day))
    return days.size === 0 ? [] : [{ asset, days: [...days].sort() }]
  })
}
