import type pg from 'pg'
import { quoteIdentifier } from '../../postgres/quote.ts'
import type { Asset } from '../../signal/asset.ts'
import type { Interval } from '../../time/interval.ts'
import { nameExpression } from './asset-column.ts'
import { chooseAssets, chooseOfSome } from './choose-assets.ts'
import { countWithoutAsset } from './count-without-asset.ts'
import { leadsAnIndex } from './leads-an-index.ts'
import { listAssets } from './list-assets.ts'
import type { AssetColumn, SourceTable } from './source-table.ts'
import { rowCondition } from './time-expression.ts'

/** Whose rows an answer has. */
export interface FoundAssets {
  /** In the column's own order, or that of the table that lists them. */
  readonly assets: readonly Asset[]
  /** Rows of the interval that are of no asset. */
  readonly rowsWithoutAsset: number
  /** Whether each asset's rows are soon found; if not, one reading of all takes as long as that of one. */
  readonly isIndexed: boolean
}

/**
 * The assets that are asked for: all, or those of these names. Where no index leads with the asset, the rows of
 * the interval are looked at, and if all are asked for, assets without rows in `rowsIn` are none of the answer: a longer interval where
 * rows from before this one are of the answer too. Only for a name that is not among them all are listed. Throws `unknown-asset`.
 */
export async function findAssets(
  client: pg.ClientBase,
  table: SourceTable,
  column: AssetColumn,
  interval: Interval,
  asked: readonly Asset[] | undefined,
  rowsIn = interval,
): Promise<FoundAssets> {
  if (await leadsAnIndex(client, table.relation, column.name)) {
    const list = await listAssets(client, table)
    const assets = chooseAssets(list.assets, asked)
    const rowsWithoutAsset = await countWithoutAsset(client, table, list, interval)
    return { assets, rowsWithoutAsset, isIndexed: true }
  }
  const ofAll = await countByAsset(client, table, column, interval)
  const { allowed } = table
  const counted =
    allowed === undefined
      ? ofAll
      : ofAll.filter(({ asset }) => asset !== null && allowed.has(asset))
  // An interval without a beginning has all assets.
  const isListed = table.assetTable !== undefined || rowsIn.start === -Infinity
  const own =
    isListed || rowsIn.start === interval.start
      ? counted
      : await countByAsset(client, table, column, rowsIn)
  const isRead = (asset: Asset | null): asset is Asset =>
    asset !== null && asset !== '' && allowed?.has(asset) !== false
  const listAll = async () => (await listAssets(client, table)).assets
  const known = isListed ? await listAll() : own.map(({ asset }) => asset).filter(isRead)
  const names = new Set<Asset | null>(known)
  const rowsWithoutAsset =
    allowed === undefined
      ? counted.reduce((sum, { asset, rows }) => (names.has(asset) ? sum : sum + rows), 0)
      : 0
  const assets = isListed ? chooseAssets(known, asked) : await chooseOfSome(known, asked, listAll)
  return { assets, rowsWithoutAsset, isIndexed: false }
}

interface Counted {
  readonly asset: Asset | null
  readonly rows: number
}

async function countByAsset(
  client: pg.ClientBase,
  table: SourceTable,
  column: AssetColumn,
  interval: Interval,
): Promise<readonly Counted[]> {
  const { rows } = await client.query<{ asset: string | null; rows: string }>(
    `select ${nameExpression(column, 'asset')} as asset, rows::text as rows from (
       select ${quoteIdentifier(column.name)} as asset, count(*) as rows
       from ${table.relation} where ${rowCondition(table, interval)} group by 1) counted
     order by counted.asset`,
  )
  return rows.map(({ asset, rows: count }) => ({ asset, rows: Number(count) }))
}
