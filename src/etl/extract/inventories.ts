import type { Asset } from '../../signal/asset.ts'
import type { Holds } from '../../signal/hold.ts'
import type { Day } from '../../time/day.ts'

/** What the Source holds of one day of one variable. */
export interface InventoryEntry {
  /** Rows that have a value. */
  readonly values: number
  /** Changes if any value, row or time of the day changes. */
  readonly fingerprint: string
  /** Of a variable whose values come on change: rows with a value from before the day that hold when it begins. */
  readonly held?: number
  /** Where the settings want it, and the Connector knows it: changes if what leads into the day does. */
  readonly lead?: string
}

/** What the Source holds of one day; a day without rows has none. */
export interface InventoryDay {
  readonly rows: number
  readonly variables: ReadonlyMap<string, InventoryEntry>
}

/** What the Source holds of an interval, day by day, and the units of its variables. */
export interface Inventory {
  readonly days: ReadonlyMap<Day, InventoryDay>
  readonly units: ReadonlyMap<string, string>
  /** The variables whose values come on change, and how long one holds. */
  readonly holds: Holds
}

/** What a day has of a variable: nothing where it is not said, as of a day that another one alone begins with something. */
export function entryOf({ variables }: InventoryDay, variable: string): InventoryEntry {
  return variables.get(variable) ?? { values: 0, fingerprint: '0' }
}

export interface Inventories {
  readonly byAsset: ReadonlyMap<Asset, Inventory>
  /** Rows of the interval that name no asset. */
  readonly rowsWithoutAsset: number
}

/** What was found of one interval after another. */
export function joinByTime(parts: readonly Inventories[]): Inventories {
  const rowsWithoutAsset = parts.reduce((sum, part) => sum + part.rowsWithoutAsset, 0)
  return { byAsset: joinAssets(parts), rowsWithoutAsset }
}

/**
 * What was found of some variables or assets, and of the others, of one interval. Of a day that changed in between one
 * part is older than the other: that is found the next time, as every change after the inventory is.
 */
export function joinByNames(first: Inventories, second: Inventories): Inventories {
  const parts = [first, second]
  // Both count the same rows.
  const rowsWithoutAsset = Math.max(first.rowsWithoutAsset, second.rowsWithoutAsset)
  return { byAsset: joinAssets(parts), rowsWithoutAsset }
}

function joinAssets(parts: readonly Inventories[]): Map<Asset, Inventory> {
  const byAsset = new Map<Asset, Inventory>()
  for (const part of parts) {
    for (const [asset, { days, units, holds }] of part.byAsset) {
      const before = byAsset.get(asset)
      byAsset.set(asset, {
        days: joinDays(before?.days ?? new Map<Day, InventoryDay>(), days),
        units: new Map([...(before?.units ?? []), ...units]),
        holds: new Map([...(before?.holds ?? []), ...holds]),
      })
    }
  }
  return byAsset
}

function joinDays(
  before: ReadonlyMap<Day, InventoryDay>,
  days: ReadonlyMap<Day, InventoryDay>,
): Map<Day, InventoryDay> {
  const joined = new Map(before)
  for (const [day, { rows, variables }] of days) {
    const known = joined.get(day)
    joined.set(day, {
      // Of some variables alone a day may have nothing but what it begins with.
      rows: Math.max(known?.rows ?? 0, rows),
      variables: new Map([...(known?.variables ?? []), ...variables]),
    })
  }
  return joined
}
