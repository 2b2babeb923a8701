import { quoteIdentifier } from '../../postgres/quote.ts'
import { ask } from '../ask.ts'
import { findingsOf } from '../finding.ts'
import type { Finding } from '../finding.ts'
import type { OpenServer } from '../open-server.ts'
import { kindNames } from './found-table.ts'
import type { FoundTable } from './found-table.ts'

const make = findingsOf('Source')

/** Whether the time column has an index, without which each day asked for is the whole table read. */
export async function lookAtIndex(
  { client }: OpenServer,
  found: FoundTable,
  timeColumn: string,
): Promise<Finding[]> {
  const { oid, kind, relation } = found
  if (kind === 'v' || kind === 'f') {
    return [
      make.unconfirmed(
        `${relation} is a ${kindNames[kind]}: that what lies behind it has an index on the time cannot be seen from here`,
      ),
    ]
  }
  const rows = await ask<{ name: string; leads: boolean }>(
    client,
    'Source',
    `select i.indexrelid::regclass::text as name, i.indkey[0] = a.attnum as leads
     from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attname = $2
     where i.indrelid = $1 and i.indisvalid and i.indpred is null and a.attnum = any (i.indkey)
     order by leads desc limit 1`,
    [oid, timeColumn],
  )
  const [index] = rows
  if (index?.leads === true) return [make.ok(`index ${index.name} on ${timeColumn}`)]
  const column = quoteIdentifier(timeColumn)
  // A partitioned table takes no index built beside its writers.
  const how = kind === 'p' ? '' : ' concurrently'
  const other = index === undefined ? '' : ` (in ${index.name} another column comes first)`
  return [
    make.note(
      `no index on ${timeColumn} alone or first${other}: every day that is asked for reads the whole ${kindNames[kind]}. Let its owner, ${found.owner}, run in the database ${found.database}`,
      { sql: [`create index${how} on ${relation} (${column});`] },
    ),
  ]
}
