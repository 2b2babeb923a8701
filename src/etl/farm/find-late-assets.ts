import { MinuanoError } from '../../errors/minuano-error.ts'
import type { FoundInSource } from '../../target/ledger/write-found-days.ts'
import { findInForce } from '../../target/read/find-in-force.ts'
import type { Target } from '../../target/tables/schema.ts'
import type { Day } from '../../time/day.ts'
import type { ConnectorClient } from '../extract/connector-client.ts'
import { demandOrder } from '../extract/demand-order.ts'
import { fetchInventories } from '../extract/inventory.ts'
import type { Inventory } from '../extract/inventory.ts'
import { recordFound } from '../load/record-found.ts'
import { listFound } from '../plan/list-found.ts'
import { compareDays, intervalOf, lateChanges, readKnown, withLead } from '../sync.ts'
import type { DayRange, LateDays } from '../sync.ts'
import type { MeasureDay } from '../late/measure-late.ts'
import { groupAssets } from './group-assets.ts'
import { measureAssets } from './measure-assets.ts'
import type { PlantAsset } from './plant-asset.ts'
import type { FarmWindow } from './run-farm-window.ts'

/** What is to be loaded of an asset of a farm. */
export interface LateAsset extends Omit<LateDays, 'inventory'>, Pick<Inventory, 'units'> {
  readonly asset: PlantAsset
}

export interface FindLateOptions {
  /** Told how many have been compared. */
  readonly onAssets?: (count: number) => void
  /** Rows of the range that name no asset were found. */
  readonly onUnnamed?: (rows: number) => void
}

/**
 * Finds which days of which assets the Target lacks or holds otherwise than the Source: a request for some assets each,
 * and two queries an asset. What the Source holds is written down in the Target, for who looks at it later.
 */
export async function findLateAssets(
  connector: ConnectorClient,
  target: Target,
  assets: readonly PlantAsset[],
  variables: readonly string[],
  range: DayRange,
  { onAssets, onUnnamed }: FindLateOptions = {},
): Promise<LateAsset[]> {
  await demandOrder(connector, assets[0]!.settings)
  const interval = intervalOf(range, assets[0]!.settings)
  // As many as a day's rows are asked for at once of: the entries of a day are far fewer than its rows.
  const day = { start: interval.start, end: Math.min(interval.end, interval.start + 86_400e6) }
  const found: LateAsset[] = []
  const inForce = await findInForce(target, withLead(interval))
  let unnamed = 0
  for (const group of groupAssets(assets, variables, day)) {
    const seenAt = Date.now() * 1000
    const seen: FoundInSource[] = []
    const { byAsset, rowsWithoutAsset } = await fetchInventories(
      connector,
      group[0]!.settings,
      { assets: group.map(({ source }) => source), variables },
      interval,
    )
    unnamed = Math.max(unnamed, rowsWithoutAsset)
    for (const asset of group) {
      const { settings } = asset
      const scope = { asset: asset.asset, variables }
      const inventory = byAsset.get(asset.source) ?? {
        days: new Map(),
        units: settings.units,
        holds: new Map(),
      }
      const known = await readKnown(target, settings, scope, range, inForce)
      for (const row of listFound(inventory, known.ledger, scope, range)) seen.push(row)
      const compared = compareDays(inventory, known, scope, range)
      const { plan, layouts, closed } = compared
      const measure = measureOf(connector, { ...asset, settings: known.settings })
      const months = known.closed
      const question = {
        settings: known.settings,
        scope,
        range,
        closed,
        months,
        inventory,
        measure,
      }
      const late = await lateChanges(target, question)
      found.push({ asset, plan, layouts, late, units: inventory.units })
    }
    await recordFound(target, group[0]!.settings, seenAt, seen)
    onAssets?.(found.length)
  }
  if (unnamed > 0) onUnnamed?.(unnamed)
  return found
}

function measureOf(connector: ConnectorClient, asset: PlantAsset): MeasureDay {
  return async (variables, day) => {
    const { days } = await measureAssets(connector, [asset], variables, [day])
    const made = days.get(asset)?.[0]
    if (made instanceof MinuanoError) throw made
    return made
  }
}

/** Days with the assets that each is to be loaded of; days one after another of the same assets are together. */
export function tasksOf(
  late: readonly { readonly asset: PlantAsset; readonly days: readonly Day[] }[],
  variables: readonly string[],
): FarmWindow[] {
  const byDay = new Map<Day, PlantAsset[]>()
  for (const { asset, days } of late) {
    for (const day of days) {
      const assets = byDay.get(day)
      if (assets === undefined) byDay.set(day, [asset])
      else assets.push(asset)
    }
  }
  const tasks: { assets: PlantAsset[]; variables: readonly string[]; days: Day[] }[] = []
  for (const [day, assets] of [...byDay].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const task = tasks.at(-1)
    const isSame =
      task?.assets.length === assets.length &&
      task.assets.every((asset, index) => asset === assets[index])
    if (isSame) task.days.push(day)
    else tasks.push({ assets, variables, days: [day] })
  }
  return tasks
}
