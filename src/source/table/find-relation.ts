import type pg from 'pg'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { quoteIdentifier } from '../../postgres/quote.ts'

/** A relation of the catalogue: its OID, and its quoted name with schema. */
export interface Relation {
  readonly oid: number
  readonly name: string
}

/** As SQL: tables and views of every kind, `pg_class` being `c`. */
export const isTable = "c.relkind in ('r', 'p', 'v', 'm', 'f')"

/**
 * Finds the table or view that a setting names: as it stands, as `schema.table`, then as unquoted SQL
 * would read it (`Scada.Minute` is scada.minute). Throws `source-refused` that names what there is.
 */
export async function findRelation(
  client: pg.ClientBase,
  text: string,
  setting = 'SOURCE_TABLE',
): Promise<Relation> {
  for (const candidate of readNames(text)) {
    const { rows } = await client.query<Relation>(
      `select c.oid, format('%I.%I', n.nspname, c.relname) as name
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.oid = to_regclass($1) and ${isTable}`,
      [candidate],
    )
    if (rows[0] !== undefined) return rows[0]
  }
  const tables = await listTables(client)
  const known = tables.length === 0 ? 'no table that this user may read' : tables.join(', ')
  throw new MinuanoError(
    'source-refused',
    `the Source has no table ${text}; it has ${known}. Set ${setting}${setting === 'SOURCE_TABLE' ? ', or make the table with `minuano source init`' : ''}`,
  )
}

/** The quoted names that the text may mean, the most literal first. */
export function readNames(text: string): string[] {
  const whole = quoteIdentifier(text)
  const parts = [...text.matchAll(/\s*(?:"((?:[^"]|"")*)"|([^".]+?))\s*(?:\.|$)/gy)]
  const length = parts.reduce((sum, [part]) => sum + part.length, 0)
  if (length !== text.length || parts.length > 2) return [whole]
  const join = (unquoted: (name: string) => string) =>
    parts
      .map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? unquoted(plain ?? ''))
      .map(quoteIdentifier)
      .join('.')
  return [...new Set([whole, join((name) => name), join((name) => name.toLowerCase())])]
}

/** Tables and views that may be read, outside the system's schemas; a dozen is enough for a message. */
async function listTables(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select case when pg_table_is_visible(c.oid) then format('%I', c.relname)
       else format('%I.%I', n.nspname, c.relname) end as name
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where ${isTable}
       and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
       and has_schema_privilege(n.oid, 'usage') and has_any_column_privilege(c.oid, 'select')
     order by 1 limit 12`,
  )
  return rows.map(({ name }) => name)
}
