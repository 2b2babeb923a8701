import type { Target } from '../../target/tables/schema.ts'
import { listHeldDays } from '../../target/read/list-held-days.ts'
import type { Day } from '../../time/day.ts'
import type { PlantAsset } from './plant-asset.ts'

/** Whether the ledger says that a load brought values of a variable of a day of an asset. */
export interface Held {
  has(asset: PlantAsset, day: Day, variable: string): boolean
}

/** Asks the ledger once, of all assets and days. */
export async function findHeld(
  target: Target,
  assets: readonly PlantAsset[],
  variables: readonly string[],
  days: readonly Day[],
): Promise<Held> {
  const { periodSeconds } = assets[0]!.settings
  const rows = await listHeldDays(target, {
    assets: assets.map(({ asset }) => asset),
    periodSeconds,
    variables,
    from: days[0]!,
    to: days.at(-1)!,
  })
  const held = new Set(rows.map(({ asset, day, variable }) => key(asset, day, variable)))
  return { has: ({ asset }, day, variable) => held.has(key(asset, day, variable)) }
}

function key(...parts: string[]): string {
  return JSON.stringify(parts)
}
