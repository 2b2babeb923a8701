import type pg from 'pg'
import { quoteIdentifier } from '../../postgres/quote.ts'
import type { Asset } from '../../signal/asset.ts'
import type { SourceTable } from './source-table.ts'

export interface AssetList {
  /** In the column's own order; `''` alone where no column names them. */
  readonly assets: readonly Asset[]
  /** Whether there may be rows of none of them. */
  readonly mayLeaveRows: boolean
}

/**
 * Names of all assets that have rows. From
 * one name it looks for the next, which takes a step into an index that leads with the column each: one
 * hundred assets are found in milliseconds, however many rows they have. Without such an index the table is
 * read once.
 */
export async function listAssets(client: pg.ClientBase, table: SourceTable): Promise<AssetList> {
  if (table.assetColumn === undefined) return { assets: [''], mayLeaveRows: false }
  const column = quoteIdentifier(table.assetColumn.name)
  const condition = table.filter === undefined ? '' : `and ${table.filter}`
  const next = (bound: string) =>
    `(select ${column} as asset from ${table.relation} where ${bound} ${condition} order by 1 limit 1)`
  const statement = (await leadsAnIndex(client, table))
    ? `with recursive found as (
         ${next(`${column} is not null`)}
         union all
         select beyond.asset from found
           cross join lateral ${next(`${column} > found.asset`)} beyond)
       select asset::text as asset from found`
    : `select asset::text as asset from (
         select distinct ${column} as asset from ${table.relation}
         where ${column} is not null ${condition}) found order by found.asset`
  const { rows } = await client.query<{ asset: string }>(statement)
  const assets = rows.map(({ asset }) => asset).filter((asset) => asset !== '')
  const mayLeaveRows = !table.assetColumn.isRequired || assets.length < rows.length
  return { assets, mayLeaveRows }
}

/** Whether an index of the table, whole and valid, has the asset's column first. */
async function leadsAnIndex(
  client: pg.ClientBase,
  { relation, assetColumn }: SourceTable,
): Promise<boolean> {
  const { rows } = await client.query<{ leads: boolean }>(
    `select exists (
       select from pg_index i
         join pg_class c on c.oid = i.indexrelid
         join pg_am m on m.oid = c.relam
         join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
       where i.indrelid = to_regclass($1) and i.indisvalid and i.indpred is null
         and m.amname = 'btree' and a.attname = $2) as leads`,
    [relation, assetColumn!.name],
  )
  return rows[0]!.leads
}
