import { quoteIdentifier } from '../../postgres/quote.ts'
import type pg from 'pg'
import type { SourceTable } from '../../source/table/source-table.ts'
import { ask } from '../ask.ts'
import { findingsOf } from '../finding.ts'
import type { Finding } from '../finding.ts'
import type { OpenServer } from '../open-server.ts'
import { kindNames } from './found-table.ts'
import type { FoundTable } from './found-table.ts'

const make = findingsOf('Source')

/** Whether the time column has an index, without which each day asked for is the whole table read; of assets, theirs. */
export async function lookAtIndex(
  { client }: OpenServer,
  found: FoundTable,
  table: Pick<SourceTable, 'timeColumn' | 'assetColumn'>,
): Promise<Finding[]> {
  const { oid, kind, relation } = found
  if (kind === 'v' || kind === 'f') {
    return [
      make.unconfirmed(
        `${relation} is a ${kindNames[kind]}: that what lies behind it has an index on the time cannot be seen from here`,
      ),
    ]
  }
  const { timeColumn, assetColumn } = table
  const first = await findIndex(client, oid, assetColumn?.name ?? timeColumn, timeColumn)
  const names = [...(assetColumn === undefined ? [] : [assetColumn.name]), timeColumn]
  if (first?.leads === true) return [make.ok(`index ${first.name} on ${names.join(' and ')}`)]
  // A partitioned table takes no index built beside its writers.
  const how = kind === 'p' ? '' : ' concurrently'
  const sql = [`create index${how} on ${relation} (${names.map(quoteIdentifier).join(', ')});`]
  const who = `Let its owner, ${found.owner}, run in the database ${found.database}`
  const ofTime =
    assetColumn === undefined ? first : await findIndex(client, oid, timeColumn, timeColumn)
  if (assetColumn !== undefined && ofTime?.leads === true) {
    return [
      make.note(
        `index ${ofTime.name} on ${timeColumn}, and none that begins with ${assetColumn.name}: to list the assets the whole ${kindNames[kind]} is read, unless SOURCE_ASSET_TABLE says where they are listed. ${who}`,
        { sql },
      ),
    ]
  }
  const other = ofTime === undefined ? '' : ` (in ${ofTime.name} another column comes first)`
  return [
    make.note(
      `no index on ${timeColumn} alone or first${other}: every day that is asked for reads the whole ${kindNames[kind]}. ${who}`,
      { sql },
    ),
  ]
}

/** The index that leads with a column and has the time in it, or else one that has the time. */
async function findIndex(client: pg.Client, oid: number, first: string, timeColumn: string) {
  const [index] = await ask<{ name: string; leads: boolean }>(
    client,
    'Source',
    `select i.indexrelid::regclass::text as name, i.indkey[0] = f.attnum as leads
     from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attname = $2
       join pg_attribute f on f.attrelid = i.indrelid and f.attname = $3
     where i.indrelid = $1 and i.indisvalid and i.indpred is null and a.attnum = any (i.indkey)
     order by leads desc limit 1`,
    [oid, timeColumn, first],
  )
  return index
}
