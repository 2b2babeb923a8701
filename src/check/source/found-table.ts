import { ask } from '../ask.ts'
import type { OpenServer } from '../open-server.ts'
import { quoteIdentifier } from '../../postgres/quote.ts'
import { textTypes } from '../../source/table/asset-column.ts'
import { isTable, readNames } from '../../source/table/find-relation.ts'
import { numericTypes } from '../../source/table/numeric-types.ts'
import { timeTypes } from '../../source/table/time-types.ts'
import { valueNames } from './value-names.ts'

/** What the catalogue says of a table, whether it may be read or not. */
export interface FoundTable {
  readonly oid: number
  readonly schema: string
  readonly name: string
  /** Quoted, with its schema. */
  readonly relation: string
  readonly kind: keyof typeof kindNames
  readonly owner: string
  /** Who is connected, and to which database. */
  readonly role: string
  readonly database: string
  /** The rights of who is connected: on its schema, on all of it, on a column at least, to change it. */
  readonly usage: boolean
  readonly selects: boolean
  readonly selectsSome: boolean
  readonly writes: boolean
  /** As PostgreSQL estimates them; null where it has not counted. */
  readonly rows: number | null
}

export const kindNames = {
  r: 'table',
  p: 'partitioned table',
  v: 'view',
  m: 'materialized view',
  f: 'foreign table',
} as const

const columns = `c.oid::int8::int as oid, n.nspname as schema, c.relname as name, format('%I.%I', n.nspname, c.relname) as relation,
  c.relkind::text as kind, pg_get_userbyid(c.relowner) as owner, current_user as role, current_database() as database,
  has_schema_privilege(n.oid, 'usage') as usage,
  has_table_privilege(c.oid, 'select') as selects,
  has_any_column_privilege(c.oid, 'select') as "selectsSome",
  has_table_privilege(c.oid, 'insert') or has_table_privilege(c.oid, 'update')
    or has_table_privilege(c.oid, 'delete') or has_table_privilege(c.oid, 'truncate') as writes,
  nullif(c.reltuples, -1)::int8::float8 as rows`

/** A column's type by its bare name, a domain's being that of its base. */
const baseType =
  "coalesce((select b.typname from pg_type b where b.oid = t.typbasetype and t.typtype = 'd'), t.typname)"

const relations = `pg_class c join pg_namespace n on n.oid = c.relnamespace`

/**
 * The table that a setting names, read as the Connector reads it; but also where a right is missing, of
 * which the Connector is only told that there is one.
 */
export async function findTable(
  { client }: OpenServer,
  text: string,
): Promise<FoundTable | undefined> {
  for (const candidate of readNames(text)) {
    const rows = await ask<FoundTable>(
      client,
      'Source',
      `select ${columns} from ${relations}, parse_ident($1) id
       where ${isTable} and case cardinality(id)
         when 2 then n.nspname = id[1] and c.relname = id[2]
         else c.relname = id[1] and (pg_table_is_visible(c.oid) or n.nspname = 'public')
       end
       order by pg_table_is_visible(c.oid) desc limit 1`,
      [candidate],
    )
    if (rows[0] !== undefined) return rows[0]
  }
  return undefined
}

/** So many tables are looked at and named. */
const mostTables = 30

/**
 * Tables that may be time series: a column with times and one with numbers that is no key; where there are none, those
 * with texts that are called as values are, as some historians store them. Those that may
 * be read come first, then the larger ones. Parts of a partitioned table, and what extensions keep for
 * themselves, are none.
 */
export async function listTimeSeries(server: OpenServer): Promise<FoundTable[]> {
  const numbers = await listTables(server, numericTypes, '')
  return numbers.length > 0 ? numbers : listTables(server, textTypes, valueNames.source)
}

/** Tables with times, and with a column of these types that is no key and whose name the pattern fits. */
function listTables(
  { client }: OpenServer,
  types: readonly string[],
  pattern: string,
): Promise<FoundTable[]> {
  return ask<FoundTable>(
    client,
    'Source',
    `select ${columns} from ${relations}
     where ${isTable} and not c.relispartition
       and n.nspname !~ '^(pg_|_timescaledb)' and n.nspname <> 'information_schema'
       and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
       and exists (select from pg_attribute a join pg_type t on t.oid = a.atttypid
         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
           and ${baseType} = any ($1))
       and exists (select from pg_attribute a join pg_type t on t.oid = a.atttypid
         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attname !~* '(^|_)(id|uuid)$'
           and ${baseType} = any ($2) and a.attname ~* $3
           and not exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary and a.attnum = any (i.indkey)))
     order by has_schema_privilege(n.oid, 'usage') and has_any_column_privilege(c.oid, 'select') desc,
       c.reltuples desc, 4
     limit ${mostTables}`,
    [timeTypes, types, pattern],
  )
}

/** As `SOURCE_TABLE` has it: plain where it can be, else quoted. */
export function settingOf({ schema, name }: Pick<FoundTable, 'schema' | 'name'>): string {
  const plain = (text: string) => (/^[a-z_][a-z0-9_]*$/.test(text) ? text : quoteIdentifier(text))
  return `${plain(schema)}.${plain(name)}`
}
