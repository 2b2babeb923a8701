import type pg from 'pg'
import type { Asset } from '../../signal/asset.ts'
import { inSnapshot } from '../in-snapshot.ts'
import type { AssetInventory, DayRule, SampleQuery, SourceInventory } from '../source.ts'
import { shiftInterval } from '../../time/interval.ts'
import { ofAsset } from '../table/asset-column.ts'
import { findAssets } from '../table/find-assets.ts'
import type { SourceTable, Variable } from '../table/source-table.ts'
import { widen } from '../table/widen.ts'
import { together } from '../table/together.ts'
import { takeInventory, takePlaces } from './take-inventory.ts'

/** The inventory of each asset that is asked for, which share the most days; all as they stood at one moment. */
export async function takeInventories(
  client: pg.ClientBase,
  table: SourceTable,
  variables: readonly Variable[],
  query: SampleQuery,
  rule: DayRule,
): Promise<SourceInventory> {
  const { interval, assets: asked } = query
  const { assetColumn } = table
  if (assetColumn === undefined) {
    const take = () => takeInventory(client, table, interval, variables, rule, query)
    const days = await (query.withCarry === true ? inSnapshot(client, take) : take())
    return { assets: [{ asset: '', days }], rowsWithoutAsset: 0 }
  }
  return inSnapshot(client, async () => {
    const shift = rule.sampleLabel === 'end' ? 1 : 0
    const shifted = shiftInterval(interval, shift)
    const rowsIn = widen(table.variables, { ...query, interval: shifted })
    const found = await findAssets(client, table, assetColumn, shifted, asked, rowsIn)
    const { assets, rowsWithoutAsset, isIndexed } = found
    const maxDays = Math.max(1, Math.floor(rule.maxDays / Math.max(1, assets.length)))
    const own = { ...rule, maxDays }
    const inventories = isIndexed
      ? await oneByOne(assets, (asset) =>
          takeInventory(client, ofAsset(table, asset), interval, variables, own, query),
        )
      : await allAtOnce(client, table, assets, variables, own, query)
    return { assets: inventories, rowsWithoutAsset }
  })
}

async function oneByOne(
  assets: readonly Asset[],
  take: (asset: Asset) => Promise<AssetInventory['days']>,
): Promise<AssetInventory[]> {
  const inventories: AssetInventory[] = []
  for (const asset of assets) inventories.push({ asset, days: await take(asset) })
  return inventories
}

async function allAtOnce(
  client: pg.ClientBase,
  table: SourceTable,
  assets: readonly Asset[],
  variables: readonly Variable[],
  rule: DayRule,
  query: SampleQuery,
): Promise<AssetInventory[]> {
  const all = together(table, assets)
  const count = assets.length
  const places = await takePlaces(client, all, query.interval, variables, rule, query, count)
  return assets.map((asset, index) => ({ asset, days: places.get(index + 1) ?? [] }))
}
