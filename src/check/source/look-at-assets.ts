import { listSome } from '../../errors/list-some.ts'
import { nameExpression } from '../../source/table/asset-column.ts'
import { listAssets } from '../../source/table/list-assets.ts'
import type { SourceTable } from '../../source/table/source-table.ts'
import { ask, bounded } from '../ask.ts'
import { findingsOf } from '../finding.ts'
import type { Finding } from '../finding.ts'
import type { OpenServer } from '../open-server.ts'
import { newestRows } from './newest-rows.ts'

const make = findingsOf('Source')

const namesShown = 5

/** Whose the newest rows are, where a column names it, and how many are of nobody. */
export async function lookAtAssets(
  { client }: OpenServer,
  table: SourceTable,
  days: number,
): Promise<Finding[]> {
  const { assetColumn } = table
  if (assetColumn === undefined) return []
  const rows = await ask<Counted>(
    client,
    'Source',
    `with ${newestRows(table, days)}
     select ${nameExpression(assetColumn, 'a')} as name, count(*)::int as rows
     from newest group by a order by a`,
  )
  const named = rows.flatMap(({ name }) => (name === null || name === '' ? [] : [name]))
  const without = rows.reduce(
    (sum, { name, rows: count }) => (name === null || name === '' ? sum + count : sum),
    0,
  )
  const total = rows.reduce((sum, { rows: count }) => sum + count, 0)
  const text = `the newest ${total} rows are of ${named.length} assets, as ${assetColumn.name} names them`
  return [
    named.length === 0
      ? make.fault(`none of the newest ${total} rows names an asset in ${assetColumn.name}`, {
          code: 'configuration',
        })
      : make.ok(`${text}: ${listSome(named, namesShown)}`),
    ...(without === 0
      ? []
      : [make.note(`${without} of the newest ${total} rows name no asset: they are left out`)]),
    ...(await notListed(client, table, rows)),
  ]
}

interface Counted {
  readonly name: string | null
  readonly rows: number
}

/** Names that rows have and the table that lists the assets has not. */
async function notListed(
  client: OpenServer['client'],
  table: SourceTable,
  rows: readonly Counted[],
): Promise<Finding[]> {
  const { assetTable } = table
  if (assetTable === undefined) return []
  const { assets } = await bounded(client, 'Source', () => listAssets(client, table))
  const listed = new Set(assets)
  const others = rows.filter(({ name }) => name !== null && name !== '' && !listed.has(name))
  if (others.length === 0) return []
  const sum = others.reduce((total, { rows: count }) => total + count, 0)
  const names = others.map(({ name }) => name!)
  return [
    make.note(
      `${sum} of the newest rows are of ${names.length === 1 ? 'an asset' : `${names.length} assets`} that ${assetTable.relation} (SOURCE_ASSET_TABLE) does not list: ${listSome(names, namesShown)}: they are left out`,
    ),
  ]
}
