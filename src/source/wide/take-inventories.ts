import type pg from 'pg'
import type { AssetInventory, DayRule, SampleQuery } from '../source.ts'
import { ofAsset } from '../table/asset-column.ts'
import { chooseAssets } from '../table/choose-assets.ts'
import { listAssets } from '../table/list-assets.ts'
import type { SourceTable, Variable } from '../table/source-table.ts'
import { takeInventory } from './take-inventory.ts'

/** The inventory of each asset that is asked for, which share the most days. */
export async function takeInventories(
  client: pg.ClientBase,
  table: SourceTable,
  variables: readonly Variable[],
  { interval, assets: asked }: SampleQuery,
  rule: DayRule,
): Promise<AssetInventory[]> {
  if (table.assetColumn === undefined) {
    return [{ asset: '', days: await takeInventory(client, table, interval, variables, rule) }]
  }
  const assets = chooseAssets(await listAssets(client, table), asked)
  const maxDays = Math.max(1, Math.floor(rule.maxDays / Math.max(1, assets.length)))
  const inventories: AssetInventory[] = []
  for (const asset of assets) {
    const own = ofAsset(table, asset)
    const days = await takeInventory(client, own, interval, variables, { ...rule, maxDays })
    inventories.push({ asset, days })
  }
  return inventories
}
