import { MinuanoError } from '../../errors/minuano-error.ts'
import { quoteIdentifier, quoteLiteral } from '../../postgres/quote.ts'
import type { Asset } from '../../signal/asset.ts'
import type { SourceColumn } from './list-columns.ts'
import type { AssetColumn, SourceTable } from './source-table.ts'

/** Types whose values name something. Enums do too. */
export const textTypes = ['text', 'varchar', 'bpchar', 'char', 'name']
const namingTypes = [...textTypes, 'int2', 'int4', 'int8', 'numeric', 'oid', 'uuid']

/** The comment of a column that names its rows' asset, where no setting says which does: `source seed` writes it. */
export const assetComment = 'minuano: asset'

/** Whether a column's values may name an asset. */
export function isNaming({ base, isEnum, isLoose }: SourceColumn): boolean {
  return (namingTypes.includes(base) || isEnum) && !isLoose
}

/**
 * The column that names a row's asset, where one is set, or says so in its comment. Throws `configuration` where it is not there or is
 * of another type, with those that may do; `source-refused` where it may not be read.
 */
export function findAssetColumn(
  relation: string,
  columns: readonly SourceColumn[],
  set: string | undefined,
): AssetColumn | undefined {
  const name = set ?? columns.find(({ comment }) => comment === assetComment)?.name
  if (name === undefined) return undefined
  return findNamingColumn(relation, columns, name, 'SOURCE_ASSET_COLUMN', 'an asset')
}

/**
 * A column that a setting names, whose values name something (`an asset`). Throws `configuration` where it is not
 * there or is of another type, with those that may do; `source-refused` where it may not be read.
 */
export function findNamingColumn(
  relation: string,
  columns: readonly SourceColumn[],
  name: string,
  setting: string,
  what: string,
): AssetColumn {
  const may = columns.filter(isNaming)
  const known = may.length === 0 ? 'none' : may.map((column) => column.name).join(', ')
  const column = columns.find((candidate) => candidate.name === name)
  if (column === undefined) {
    throw new MinuanoError(
      'configuration',
      `${setting}: the Source's table ${relation} has no column ${name}; such as may name ${what} are: ${known}`,
    )
  }
  if (!may.includes(column)) {
    const isLoose = column.isLoose || column.base === 'citext'
    const fault = isLoose
      ? `takes texts that are written otherwise for equal: no name of ${what} would be sure. Give it one by a view in SOURCE_TABLE, lower(${name}::text); such`
      : `is ${column.type}: ${what} is named by a text, a number that is no measured one, a uuid or an enum; such`
    throw new MinuanoError(
      'configuration',
      `${setting}: the Source's column ${name} ${fault} are: ${known}`,
    )
  }
  if (!column.readable) {
    throw new MinuanoError(
      'source-refused',
      `this user may not read the column ${name} of ${relation}, which ${setting} names: grant select on it`,
    )
  }
  return {
    name,
    type: comparedAs(column),
    isText: textTypes.includes(column.base),
    isRequired: column.isRequired,
  }
}

/** A value's name, as SQL: a numeric of 1.0 is the asset 1. */
export function nameExpression({ type }: AssetColumn, value: string): string {
  return type === 'numeric' ? `trim_scale(${value})::text` : `${value}::text`
}

/** A number that is too large for the column is compared too, and is not there. */
function comparedAs({ base, wholeType }: SourceColumn): string {
  if (/^int/.test(base)) return 'bigint'
  return base === 'name' ? 'text' : wholeType
}

/** The table as if it held this asset's rows alone. A name that the column cannot hold is none that there is. */
export function ofAsset(table: SourceTable, asset: Asset): SourceTable {
  if (table.assetColumn === undefined) return table
  const { name, type } = table.assetColumn
  return filtered(table, `${quoteIdentifier(name)} = ${quoteLiteral(asset)}::${type}`)
}

/** The table as if it held those rows alone that are of no asset: NULL, an empty text, or one that is not listed. */
export function ofNoAsset(table: SourceTable): SourceTable {
  const { assetColumn, assetTable } = table
  if (assetColumn === undefined) return filtered(table, 'false')
  const column = quoteIdentifier(assetColumn.name)
  const faults = [`${column} is null`]
  if (assetColumn.isText) faults.push(`${column} = ''`)
  if (assetTable !== undefined) {
    const { relation, column: listed } = assetTable
    faults.push(
      `${column} not in (select l.${listed}${assetColumn.isText ? ' collate "C"' : ''} from ${relation} l where l.${listed} is not null)`,
    )
  }
  return filtered(table, `(${faults.join(' or ')})`)
}

function filtered(table: SourceTable, own: string): SourceTable {
  return { ...table, filter: table.filter === undefined ? own : `${own} and ${table.filter}` }
}
