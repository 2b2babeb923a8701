import { MinuanoError } from '../../errors/minuano-error.ts'
import { findKeys } from '../../source/narrow/find-keys.ts'
import type { KeyedTable } from '../../source/narrow/find-keys.ts'
import type { RawKey } from '../../source/narrow/narrow-table.ts'
import { quoteIdentifier } from '../../postgres/quote.ts'
import { nameExpression } from '../../source/table/asset-column.ts'
import { leadsAnIndex } from '../../source/table/leads-an-index.ts'
import { ask, bounded } from '../ask.ts'
import type { OpenServer } from '../open-server.ts'

/** Rows that are looked at where listing all tags would take too long. */
export const rowsForTags = 200_000

/** The tags of a table. */
export interface ListedTags {
  readonly keys: readonly RawKey[]
  /** Whether these are all: else those of some rows, the newest where an index leads to them. */
  readonly areAll: boolean
}

/** Lists the tags of a table; within the time that a question may take, even where no index leads to them. */
export async function listTags(server: OpenServer, table: KeyedTable): Promise<ListedTags> {
  const { client } = server
  try {
    const { raw } = await bounded(client, 'Source', () => findKeys(client, table))
    return { keys: raw.filter(({ tag }) => tag !== ''), areAll: true }
  } catch (error) {
    if (!(error instanceof MinuanoError) || !error.retryable) throw error
    return { keys: await listSomeTags(server, table), areAll: false }
  }
}

/** Those of some rows alone. */
export async function listSomeTags(
  { client }: OpenServer,
  { relation, filter = 'true', timeColumn, assetColumn, tagColumn }: KeyedTable,
  rows = rowsForTags,
): Promise<RawKey[]> {
  const isOrdered = await bounded(client, 'Source', () =>
    leadsAnIndex(client, relation, timeColumn),
  )
  const time = quoteIdentifier(timeColumn)
  const name = (column: KeyedTable['tagColumn']) =>
    nameExpression(column, quoteIdentifier(column.name))
  const asset = assetColumn === undefined ? `''::text` : name(assetColumn)
  const order = isOrdered ? `order by ${time} desc` : ''
  return ask<{ asset: string; tag: string }>(
    client,
    'Source',
    `select distinct asset, tag from (
       select ${asset} as asset, ${name(tagColumn)} as tag from ${relation}
       where ${isOrdered ? `${time} < '2200-01-01' and ` : ''}${filter} ${order} limit ${rows}) part
     where asset is not null and tag <> '' order by asset, tag`,
  )
}
