import { quoteIdentifier, quoteLiteral } from '../../postgres/quote.ts'
import type { Asset } from '../../signal/asset.ts'
import { rowAlias } from './order-expression.ts'
import type { SourceTable } from './source-table.ts'

/** Names that no column of a table is likely to have; one that has is an error of PostgreSQL's, and no other row. */
const [list, name, place] = ['minuano assets', 'minuano asset', 'minuano place'].map(
  quoteIdentifier,
) as [string, string, string]

/**
 * The table as if it held the rows of these assets alone, read at once: asset by asset, each one's place in the list
 * beside its rows. Where no index leads to an asset, one reading takes as long as that of one asset.
 */
export function together(table: SourceTable, assets: readonly Asset[]): SourceTable {
  if (table.assetColumn === undefined) return table
  const { name: column, type } = table.assetColumn
  const values = `array[${assets.map(quoteLiteral).join(', ')}]::${type}[]`
  const join = `join unnest(${values}) with ordinality as ${list} (${name}, ${place}) on ${rowAlias}.${quoteIdentifier(column)} = ${name}`
  return { ...table, places: { join, expression: place } }
}
