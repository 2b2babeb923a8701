import { joinFingerprints } from '../shape/join-fingerprints.ts'
import type { Minutes } from '../shape/minute-parts.ts'
import { entryOf } from './inventories.ts'
import type { Inventories, Inventory, InventoryDay } from './inventories.ts'

/** What was found of variables alone: the fingerprint of each is one of what tells of its minutes too. */
export function joinMinutes(
  { byAsset, ...others }: Inventories,
  minutes: Minutes,
  variables: readonly string[],
): Inventories {
  const ofDay = (day: InventoryDay): InventoryDay => ({
    ...day,
    variables: new Map(
      variables.map((name) => {
        const fingerprint = joinFingerprints(minutes, name, (one) => entryOf(day, one).fingerprint)
        return [name, { ...entryOf(day, name), fingerprint }]
      }),
    ),
  })
  const ofAsset = (inventory: Inventory): Inventory => ({
    ...inventory,
    days: new Map([...inventory.days].map(([day, of]) => [day, ofDay(of)])),
  })
  return { ...others, byAsset: new Map([...byAsset].map(([name, of]) => [name, ofAsset(of)])) }
}
