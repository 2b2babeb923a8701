import type pg from 'pg'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { quoteIdentifier } from '../../postgres/quote.ts'
import { isNaming, textTypes } from './asset-column.ts'
import { findRelation } from './find-relation.ts'
import { listColumns } from './list-columns.ts'
import type { SourceColumn } from './list-columns.ts'
import { notReadable } from './not-readable.ts'
import type { AssetColumn, AssetTable } from './source-table.ts'

const setting = 'SOURCE_ASSET_TABLE'

/**
 * Where the assets are listed, `scada.turbine` or `scada.turbine(name)`; without a column, it is called as the
 * one that names a row's asset. Throws `configuration` where that column is not there, or holds what the
 * rows' column does not; `source-refused` where there is no such table, or it may not be read.
 */
export async function findAssetTable(
  client: pg.ClientBase,
  text: string | undefined,
  own: AssetColumn | undefined,
): Promise<AssetTable | undefined> {
  if (text === undefined) return undefined
  if (own === undefined) {
    throw new MinuanoError(
      'configuration',
      `${setting}: no column says of which asset a row is: set SOURCE_ASSET_COLUMN too, or leave this out`,
    )
  }
  const [, table = text, named] = /^(.+?)\s*\(\s*(.+?)\s*\)\s*$/s.exec(text) ?? []
  const name = named === undefined ? own.name : unquoted(named)
  const relation = await findRelation(client, table, setting)
  const columns = await listColumns(client, relation.oid)
  const fits = columns.filter((column) => isNaming(column) && isLike(column, own))
  const known = fits.map((column) => column.name).join(', ') || 'none'
  const column = columns.find((candidate) => candidate.name === name)
  if (column === undefined || !fits.includes(column)) {
    const what =
      column === undefined
        ? `the table ${relation.name} has no column ${name}`
        : `the column ${name} of ${relation.name} is ${column.type}, and the rows' ${own.name} ${own.type}`
    throw new MinuanoError(
      'configuration',
      `${setting}: ${what}; columns that may list the assets: ${known}. Write it as ${table}(column)`,
    )
  }
  if (!column.readable) throw notReadable(relation.name, name, setting)
  return { relation: relation.name, column: quoteIdentifier(name) }
}

/** Whether values of this type may be those of the column: each is one of its own, or a cast to it finds what it is. */
function isLike({ base, wholeType }: SourceColumn, own: AssetColumn): boolean {
  if (own.isText) return textTypes.includes(base)
  if (own.type === 'bigint') return /^int/.test(base)
  return own.type === 'numeric' ? /^(int|numeric)/.test(base) : wholeType === own.type
}

function unquoted(name: string): string {
  return /^".*"$/s.test(name) ? name.slice(1, -1).replaceAll('""', '"') : name
}
