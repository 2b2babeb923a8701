import { demandOpen } from '../ledger/closed-month.ts'
import { demandSameExclusions } from './exclusions-differ.ts'
import type { InForce } from './read-in-force.ts'
import type { WindowLoad } from './window-load.ts'

/**
 * Throws `closed-month` where a part would change a closed month, and `ExclusionsDiffer` where its days were made with other
 * exclusions than are in force.
 */
export function demandAllowed({ closed, excluded }: InForce, { ledger }: WindowLoad): void {
  const asset = ledger[0]?.asset
  if (asset === undefined) return
  demandOpen(closed, asset, ledger)
  demandSameExclusions(excluded, ledger)
}
