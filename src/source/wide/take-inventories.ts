import type pg from 'pg'
import { inSnapshot } from '../in-snapshot.ts'
import type { AssetInventory, DayRule, SampleQuery, SourceInventory } from '../source.ts'
import { ofAsset } from '../table/asset-column.ts'
import { chooseAssets } from '../table/choose-assets.ts'
import { countWithoutAsset } from '../table/count-without-asset.ts'
import { listAssets } from '../table/list-assets.ts'
import type { SourceTable, Variable } from '../table/source-table.ts'
import { takeInventory } from './take-inventory.ts'

/** The inventory of each asset that is asked for, which share the most days; all as they stood at one moment. */
export async function takeInventories(
  client: pg.ClientBase,
  table: SourceTable,
  variables: readonly Variable[],
  { interval, assets: asked }: SampleQuery,
  rule: DayRule,
): Promise<SourceInventory> {
  if (table.assetColumn === undefined) {
    const days = await takeInventory(client, table, interval, variables, rule)
    return { assets: [{ asset: '', days }], rowsWithoutAsset: 0 }
  }
  return inSnapshot(client, async () => {
    const list = await listAssets(client, table)
    const chosen = chooseAssets(list.assets, asked)
    const maxDays = Math.max(1, Math.floor(rule.maxDays / Math.max(1, chosen.length)))
    const assets: AssetInventory[] = []
    for (const asset of chosen) {
      const own = ofAsset(table, asset)
      const days = await takeInventory(client, own, interval, variables, { ...rule, maxDays })
      assets.push({ asset, days })
    }
    const shift = rule.sampleLabel === 'end' ? 1 : 0
    const shifted = { start: interval.start + shift, end: interval.end + shift }
    return { assets, rowsWithoutAsset: await countWithoutAsset(client, table, list, shifted) }
  })
}
