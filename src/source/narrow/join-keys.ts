import type { Asset } from '../../signal/asset.ts'
import { quoteIdentifier, quoteLiteral } from '../../postgres/quote.ts'
import { rowAlias } from '../table/order-expression.ts'
import type { Instant } from '../../time/instant.ts'
import type { AssetPlaces } from '../table/source-table.ts'
import { instantLiteral, timeExpression } from '../table/time-expression.ts'
import type { Key, NarrowTable } from './narrow-table.ts'

/** Names that no column of a table is likely to have; one that has is an error of PostgreSQL's, and no other row. */
const [list, tagName, ownerName, timeName, place, number] = [
  'keys',
  'tag',
  'asset',
  'time',
  'place',
  'number',
].map((name) => quoteIdentifier(`minuano ${name}`)) as [
  string,
  string,
  string,
  string,
  string,
  string,
]

/** A table with the rows of some series alone. */
export interface JoinedKeys {
  /** The series, as SQL: an item of FROM. */
  readonly list: string
  /** The condition that a row is of one of them. */
  readonly condition: string
  /** What the table is joined with. */
  readonly join: string
  /** The rows of these series that meet a condition, as SQL: an item of FROM. */
  readonly rows: (condition: string) => string
  /** A row's asset, by its place among these, from 1 on. */
  readonly ofAsset: AssetPlaces
  /** A row's series, by its place among these, from 1 on. */
  readonly ofKey: AssetPlaces
}

/**
 * The table as if it held the rows of these series alone, which are of these assets; with `times`, of each series those
 * of its own time, and a series may be there more than once.
 */
export function joinKeys(
  table: NarrowTable,
  keys: readonly Key[],
  assets: readonly Asset[],
  times?: readonly Instant[],
): JoinedKeys {
  const { relation, assetColumn, tagColumn } = table
  const places = new Map(assets.map((asset, index) => [asset, index + 1]))
  const array = (values: readonly string[], type: string) =>
    `array[${values.join(', ')}]::${type}[]`
  const column = (name: string) => `${rowAlias}.${quoteIdentifier(name)}`
  const lists = [
    array(
      keys.map(({ tag }) => quoteLiteral(tag)),
      tagColumn.type,
    ),
    array(
      keys.map(({ asset }) => String(places.get(asset)!)),
      'int',
    ),
  ]
  const names = [tagName, place]
  const conditions = [`${column(tagColumn.name)} = ${tagName}`]
  const among = (name: string, values: readonly string[], type: string) =>
    `${column(name)} = any (${array([...new Set(values)].map(quoteLiteral), type)})`
  const amongKeys = [
    among(
      tagColumn.name,
      keys.map(({ tag }) => tag),
      tagColumn.type,
    ),
  ]
  if (assetColumn !== undefined) {
    lists.push(
      array(
        keys.map(({ asset }) => quoteLiteral(asset)),
        assetColumn.type,
      ),
    )
    names.push(ownerName)
    amongKeys.push(
      among(
        assetColumn.name,
        keys.map(({ asset }) => asset),
        assetColumn.type,
      ),
    )
    conditions.push(`${column(assetColumn.name)} = ${ownerName}`)
  }
  if (times !== undefined) {
    lists.push(array(times.map(instantLiteral), 'timestamptz'))
    names.push(timeName)
    conditions.push(`${timeExpression(table)} = ${timeName}`)
  }
  const from = `unnest(${lists.join(', ')}) with ordinality as ${list} (${[...names, number].join(', ')})`
  const condition = conditions.join(' and ')
  const join = `join ${from} on ${condition}`
  const columns = columnsOf(table).map(quoteIdentifier).join(', ')
  // Tags in the statement itself tell PostgreSQL how many rows to expect, and rows of several that lie in one page are read
  // together; offset 0 keeps it to that order. With times, few rows of each series are read, each by itself.
  const rows = (more: string) =>
    times === undefined
      ? `(select ${columns} from ${relation} as ${rowAlias} where ${amongKeys.join(' and ')} and ${more} offset 0) as ${rowAlias} ${join}`
      : `${from} cross join lateral (select ${columns} from ${relation} as ${rowAlias} where ${condition} and ${more} offset 0) as ${rowAlias}`
  return {
    list: from,
    condition,
    join,
    rows,
    ofAsset: { join, expression: place },
    ofKey: { join, expression: number },
  }
}

/** Those that are read: others need not be readable. */
function columnsOf({
  timeColumn,
  tagColumn,
  assetColumn,
  value,
  quality,
  orderColumn,
}: NarrowTable): string[] {
  const names = [timeColumn, tagColumn.name, assetColumn?.name, value.column, orderColumn]
  return [...new Set([...names, quality?.column?.name].filter((name) => name !== undefined))]
}
