import { demandOpen } from '../ledger/closed-month.ts'
import type { InForce } from './read-in-force.ts'
import type { WindowLoad } from './window-load.ts'

/** Throws where a part would change a closed month: `closed-month`. */
export function demandAllowed({ closed }: InForce, { ledger }: WindowLoad): void {
  const asset = ledger[0]?.asset
  if (asset !== undefined) demandOpen(closed, asset, ledger)
}
