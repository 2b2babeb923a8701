import type pg from 'pg'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { quoteIdentifier } from '../../postgres/quote.ts'
import type { Interval } from '../../time/interval.ts'
import { nameExpression } from '../table/asset-column.ts'
import { leadsAnIndex } from '../table/leads-an-index.ts'
import type { AssetColumn } from '../table/source-table.ts'
import { rowCondition } from '../table/time-expression.ts'
import type { NarrowTable, RawKey } from './narrow-table.ts'

/** Series of one table. More are no tags. */
const mostKeys = 50_000

/** A table whose series are to be found. */
export type KeyedTable = Pick<
  NarrowTable,
  'relation' | 'filter' | 'assetColumn' | 'tagColumn' | 'timeColumn' | 'timeZone' | 'timeDigits'
>

/** The series of a table, and whether an index leads to each. */
export interface ListedKeys {
  readonly raw: readonly RawKey[]
  readonly isIndexed: boolean
}

/** Whether an index leads with the columns that name a row's series: each of these is a step into it. */
export function hasKeyIndex(client: pg.ClientBase, table: KeyedTable): Promise<boolean> {
  return leadsAnIndex(client, table.relation, ...columnsOf(table).map(({ name }) => name))
}

/**
 * The series of a table, in the order of its columns; where no index leads with these, of the interval alone if one is given.
 * Along an index it looks from one for the next, a step each: two thousand are found in some 20 ms, however many
 * rows they have. Rows without a tag, NULL or an empty text, are a series with the tag `''`. Throws `source-refused` where there are too many to be tags.
 */
export async function findKeys(
  client: pg.ClientBase,
  table: KeyedTable,
  interval?: Interval,
): Promise<ListedKeys> {
  const columns = columnsOf(table)
  const isIndexed = await hasKeyIndex(client, table)
  const statement = isIndexed ? stepByStep(table, columns) : distinct(table, columns, interval)
  const { rows } = await client.query<RawKey>(statement)
  if (rows.length <= mostKeys) {
    return { raw: rows.filter(({ asset }) => namesAsset(table, asset)), isIndexed }
  }
  throw new MinuanoError(
    'source-refused',
    `the Source's column ${table.tagColumn.name} has more than ${mostKeys} values: it names no tags or variables. Change SOURCE_TAG_COLUMN or SOURCE_VARIABLE_COLUMN`,
  )
}

/** Rows that name no asset are counted by themselves. */
function namesAsset({ assetColumn }: KeyedTable, asset: string): boolean {
  return assetColumn === undefined || asset !== ''
}

function columnsOf({ assetColumn, tagColumn }: KeyedTable): readonly AssetColumn[] {
  return assetColumn === undefined ? [tagColumn] : [assetColumn, tagColumn]
}

function stepByStep({ relation, filter }: KeyedTable, columns: readonly AssetColumn[]): string {
  const names = columns.map(({ name }) => quoteIdentifier(name))
  const found = names.map((_, index) => `found.key_${index}`)
  const condition = filter === undefined ? '' : `and ${filter}`
  const selected = names.map((name, index) => `${name} as key_${index}`).join(', ')
  const next = (bound: string) =>
    `(select ${selected} from ${relation} where ${bound} ${condition} order by ${names.join(', ')} limit 1)`
  const isThere = names.map((name) => `${name} is not null`).join(' and ')
  const isBeyond = `(${names.join(', ')}) > (${found.join(', ')})`
  // NULL is beyond nothing: of rows without a tag one is looked for, of each asset.
  const tag = `${names.at(-1)!} is null`
  const untagged =
    names.length === 1
      ? `select null as asset, null as tag from ${next(tag)} untagged`
      : `select ${nameExpression(columns[0]!, 'owners.key_0')} as asset, null as tag
         from (select distinct key_0 from found) owners
           cross join lateral ${next(`${names[0]!} = owners.key_0 and ${tag}`)} untagged`
  return `with recursive found as (
      ${next(isThere)}
      union all
      select beyond.* from found
        cross join lateral ${next(`${isBeyond} and ${isThere}`)} beyond)
    select coalesce(asset, '') as asset, coalesce(tag, '') as tag from (
      (select ${textsOf(columns)} from found limit ${mostKeys + 1})
      union all (${untagged})) named`
}

function distinct(
  table: KeyedTable,
  columns: readonly AssetColumn[],
  interval: Interval | undefined,
): string {
  const names = columns.map(({ name }) => quoteIdentifier(name))
  const conditions = names.slice(0, -1).map((name) => `${name} is not null`)
  if (interval !== undefined) conditions.push(rowCondition({ ...table, variables: [] }, interval))
  else if (table.filter !== undefined) conditions.push(table.filter)
  const keys = names.map((_, index) => `found.key_${index}`)
  return `select ${textsOf(columns)} from (
      select distinct ${names.map((name, index) => `${name} as key_${index}`).join(', ')}
      from ${table.relation} where ${['true', ...conditions].join(' and ')} limit ${mostKeys + 1}) found
    order by ${keys.join(', ')}`
}

function textsOf(columns: readonly AssetColumn[]): string {
  const texts = columns.map((column, index) => nameExpression(column, `found.key_${index}`))
  const [asset, tag] = texts.length === 1 ? ["''", texts[0]!] : texts
  return `${asset} as asset, coalesce(${tag}, '') as tag`
}
