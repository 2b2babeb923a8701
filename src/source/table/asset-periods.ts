import type pg from 'pg'
import type { AssetPeriod } from '../source.ts'
import { ofAsset } from './asset-column.ts'
import { listAssets } from './list-assets.ts'
import { sourcePeriod } from './source-period.ts'
import type { SourceTable } from './source-table.ts'

/**
 * Each asset's first and last time: some steps each into an index of asset and time. Where just the time has an index,
 * each reads until it finds the asset.
 */
export async function assetPeriods(
  client: pg.ClientBase,
  table: SourceTable,
): Promise<AssetPeriod[]> {
  const periods: AssetPeriod[] = []
  for (const asset of (await listAssets(client, table)).assets) {
    const { first, last } = await sourcePeriod(client, ofAsset(table, asset))
    periods.push({ asset, first, last })
  }
  return periods
}
