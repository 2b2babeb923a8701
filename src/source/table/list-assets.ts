import type pg from 'pg'
import { quoteIdentifier } from '../../postgres/quote.ts'
import type { Asset } from '../../signal/asset.ts'
import { nameExpression } from './asset-column.ts'
import { leadsAnIndex } from './leads-an-index.ts'
import type { AssetColumn, SourceTable } from './source-table.ts'

export interface AssetList {
  /** In the column's own order; `''` alone where no column names them. */
  readonly assets: readonly Asset[]
  /** Whether there may be rows of none of them. */
  readonly mayLeaveRows: boolean
}

/** Names of all assets that may be read: those that are listed in a table of their own, or else those that have rows. */
export async function listAssets(client: pg.ClientBase, table: SourceTable): Promise<AssetList> {
  const { assetColumn, assetTable, allowed } = table
  if (assetColumn === undefined) return { assets: [''], mayLeaveRows: false }
  const statement =
    assetTable === undefined
      ? await ofRows(client, table, assetColumn)
      : distinct(`${assetTable.column}::${assetColumn.type}`, assetTable.relation, '', assetColumn)
  const { rows } = await client.query<{ asset: string }>(statement)
  const assets = rows.map(({ asset }) => asset).filter((asset) => asset !== '')
  if (allowed !== undefined) {
    // Rows of no asset may be anybody's: they are not counted.
    return { assets: assets.filter((asset) => allowed.has(asset)), mayLeaveRows: false }
  }
  const mayLeaveRows =
    assetTable !== undefined || !assetColumn.isRequired || assets.length < rows.length
  return { assets, mayLeaveRows }
}

/**
 * From one name it looks for the next, a step each into an index that leads with the column: one hundred
 * assets are found in milliseconds, however many rows they have. Without such an index the table is read once.
 */
async function ofRows(
  client: pg.ClientBase,
  table: SourceTable,
  asset: AssetColumn,
): Promise<string> {
  const { name } = asset
  const column = quoteIdentifier(name)
  const condition = table.filter === undefined ? '' : `and ${table.filter}`
  if (!(await leadsAnIndex(client, table.relation, name)))
    return distinct(column, table.relation, condition, asset)
  const next = (bound: string) =>
    `(select ${column} as asset from ${table.relation} where ${bound} ${condition} order by 1 limit 1)`
  return `with recursive found as (
      ${next(`${column} is not null`)}
      union all
      select beyond.asset from found
        cross join lateral ${next(`${column} > found.asset`)} beyond)
    select ${nameExpression(asset, 'asset')} as asset from found`
}

function distinct(column: string, relation: string, condition: string, of: AssetColumn): string {
  return `select ${nameExpression(of, 'asset')} as asset from (
      select distinct ${column} as asset from ${relation}
      where ${column} is not null ${condition}) found order by found.asset`
}
