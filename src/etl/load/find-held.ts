import type { Asset } from '../../signal/asset.ts'
import type { Target } from '../../target/tables/schema.ts'
import { listHeldDays } from '../../target/read/list-held-days.ts'
import type { HeldQuery } from '../../target/read/list-held-days.ts'
import type { Day } from '../../time/day.ts'

/** Whether the ledger says that a load brought values of a variable of a day of an asset. */
export interface Held {
  has(asset: Asset, day: Day, variable: string): boolean
}

/** Asks the ledger once, of all assets and days. */
export async function findHeld(target: Target, query: HeldQuery): Promise<Held> {
  const rows = await listHeldDays(target, query)
  const held = new Set(rows.map(({ asset, day, variable }) => key(asset, day, variable)))
  return { has: (...of) => held.has(key(...of)) }
}

function key(...parts: string[]): string {
  return JSON.stringify(parts)
}
