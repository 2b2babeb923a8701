import { quoteIdentifier } from '../../postgres/quote.ts'
import { ask } from '../ask.ts'
import { findingsOf } from '../finding.ts'
import type { Finding } from '../finding.ts'
import type { OpenServer } from '../open-server.ts'
import { kindNames } from '../source/found-table.ts'
import type { FoundTable } from '../source/found-table.ts'

const make = findingsOf('Source')

/** Columns, not quoted, by which rows of a series are found. */
export interface SeriesColumns {
  readonly timeColumn: string
  /** One of tags, or those of asset and variable, or of the variable alone. */
  readonly keyColumns: readonly string[]
}

/**
 * Which index serves which question: the series with the time all of them; the series alone the list of tags; the time
 * alone a day of all tags. Says what is missing, with the statement that makes it.
 */
export async function lookAtSeriesIndex(
  { client }: OpenServer,
  found: FoundTable,
  { timeColumn, keyColumns }: SeriesColumns,
): Promise<Finding[]> {
  const { oid, kind, relation } = found
  if (kind === 'v' || kind === 'f') {
    return [
      make.unconfirmed(
        `${relation} is a ${kindNames[kind]}: that what lies behind it has an index on ${[...keyColumns, timeColumn].join(' and ')} cannot be seen from here`,
      ),
    ]
  }
  const indices = await ask<{ name: string; columns: string[] }>(
    client,
    'Source',
    `select i.indexrelid::regclass::text as name, array(
       select a.attname::text from unnest(i.indkey::int2[]) with ordinality as k (number, place)
         join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number order by place) as columns
     from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am m on m.oid = c.relam
     where i.indrelid = $1 and i.indisvalid and i.indpred is null and i.indexprs is null and m.amname = 'btree'`,
    [oid],
  )
  const leading = (columns: readonly string[]) =>
    indices.find((index) => columns.every((column, place) => index.columns[place] === column))
  const whole = leading([...keyColumns, timeColumn])
  const names = [...keyColumns, timeColumn].join(', ')
  if (whole !== undefined)
    return [make.ok(`index ${whole.name} on ${names}: it serves every question`)]
  // A partitioned table takes no index built beside its writers.
  const how = kind === 'p' ? '' : ' concurrently'
  const columns = [...keyColumns, timeColumn].map(quoteIdentifier).join(', ')
  const sql = [`create index${how} on ${relation} (${columns});`]
  const who = `Let its owner, ${found.owner}, run in the database ${found.database}`
  const [ofKeys, ofTime] = [leading(keyColumns), leading([timeColumn])]
  const key = keyColumns.join(', ')
  const told = [
    ofKeys === undefined
      ? `none that begins with ${key}, so that to list the tags, and to find the first and last time of each, the whole ${kindNames[kind]} is read`
      : `index ${ofKeys.name} lists the tags, and of each all rows are read, whatever day is asked for`,
    ofTime === undefined
      ? `none that begins with ${timeColumn}`
      : `index ${ofTime.name} on ${timeColumn} finds a day’s rows, of all tags, whichever are asked for`,
  ]
  return [make.note(`no index on ${names}: ${told.join('; ')}. ${who}`, { sql })]
}
