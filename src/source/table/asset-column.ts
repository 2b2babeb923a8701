import { MinuanoError } from '../../errors/minuano-error.ts'
import { quoteIdentifier, quoteLiteral } from '../../postgres/quote.ts'
import type { Asset } from '../../signal/asset.ts'
import type { SourceColumn } from './list-columns.ts'
import type { AssetColumn, SourceTable } from './source-table.ts'

/** Types whose values name something, and are the same however they are written. */
const textTypes = ['text', 'varchar', 'bpchar', 'name', 'citext']
const namingTypes = [...textTypes, 'int2', 'int4', 'int8', 'uuid']

/**
 * The column that names a row's asset, where one is set. Throws `configuration` where it is not there or is
 * of another type, with those that may do; `source-refused` where it may not be read.
 */
export function findAssetColumn(
  relation: string,
  columns: readonly SourceColumn[],
  name: string | undefined,
): AssetColumn | undefined {
  if (name === undefined) return undefined
  const may = columns.filter(({ base }) => namingTypes.includes(base))
  const known = may.length === 0 ? 'none' : may.map((column) => column.name).join(', ')
  const column = columns.find((candidate) => candidate.name === name)
  if (column === undefined) {
    throw new MinuanoError(
      'configuration',
      `SOURCE_ASSET_COLUMN: the Source's table ${relation} has no column ${name}; of text, integers or uuids are: ${known}`,
    )
  }
  if (!may.includes(column)) {
    throw new MinuanoError(
      'configuration',
      `SOURCE_ASSET_COLUMN: the Source's column ${name} is ${column.type}: an asset is named by a text, an integer or a uuid; such are: ${known}`,
    )
  }
  if (!column.readable) {
    throw new MinuanoError(
      'source-refused',
      `this user may not read the column ${name} of ${relation}, which SOURCE_ASSET_COLUMN names: grant select on it`,
    )
  }
  return {
    name,
    type: column.base === 'name' ? 'text' : column.wholeType,
    isText: textTypes.includes(column.base),
    isRequired: column.isRequired,
  }
}

/** The table as if it held this asset's rows alone. A name that the column cannot hold is none that there is. */
export function ofAsset(table: SourceTable, asset: Asset): SourceTable {
  if (table.assetColumn === undefined) return table
  const { name, type } = table.assetColumn
  return filtered(table, `${quoteIdentifier(name)} = ${quoteLiteral(asset)}::${type}`)
}

/** The table as if it held those rows alone that name no asset: NULL, and an empty text. */
export function ofNoAsset(table: SourceTable): SourceTable {
  if (table.assetColumn === undefined) return filtered(table, 'false')
  const column = quoteIdentifier(table.assetColumn.name)
  const isEmpty = table.assetColumn.isText ? ` or ${column} = ''` : ''
  return filtered(table, `(${column} is null${isEmpty})`)
}

function filtered(table: SourceTable, own: string): SourceTable {
  return { ...table, filter: table.filter === undefined ? own : `${own} and ${table.filter}` }
}
