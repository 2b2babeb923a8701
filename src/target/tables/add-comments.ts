import type pg from 'pg'
import { quoteIdentifier, quoteLiteral } from '../../postgres/quote.ts'
import { ownSchemaComment, readerSchemaComment, relationComments } from './comments.ts'
import { ownViews } from './narrowing.ts'
import { ownSchemaOf, tablesSchema } from './own-schema.ts'

/**
 * Says what every table, view and column of the Target is, where nothing says so yet: what somebody else wrote there
 * stays. Two queries at the most. Of what another role owns nothing is said.
 */
export async function addComments(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<SilentRow>(silentStatement, [
    Object.keys(relationComments),
    ownViews,
  ])
  const statements = rows.flatMap((row) => commentOn(row) ?? [])
  if (statements.length > 0) await client.query(statements.join('; '))
}

interface SilentRow {
  readonly kind: 'schema' | 'reader' | 'view' | 'table'
  /** Quoted, with its schema; a schema’s own. */
  readonly name: string
  readonly relation: string
  readonly column: string | null
}

/** What has no comment: schemas, relations, and columns. */
const silentStatement = `
  with place as (select schema, ${ownSchemaOf('schema')} as own from (select ${tablesSchema} as schema) at),
  reader as (
    select distinct nspname from pg_policies join pg_namespace
      on policyname = left('minuano reader ' || nspname, 63)
    where schemaname = (select schema from place)),
  ours as (
    select pg_class.oid, relkind, relname, format('%I.%I', nspname, relname) as name
    from place, pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where relkind in ('r', 'p', 'v') and relname = any ($1) and pg_has_role(relowner, 'usage')
      and (nspname in (schema, own) or relname = any ($2) and nspname in (select nspname from reader)))
  select case relkind when 'v' then 'view' else 'table' end as kind, name, relname as relation, null as column
  from ours where obj_description(oid, 'pg_class') is null
  union all
  select 'table', name, relname, attname from ours join pg_attribute on attrelid = oid
  where attnum > 0 and not attisdropped and col_description(oid, attnum) is null
  union all
  select case when nspname = own then 'schema' else 'reader' end, nspname, '', null
  from place, pg_namespace
  where (nspname = own or nspname in (select nspname from reader))
    and pg_has_role(nspowner, 'usage') and obj_description(oid, 'pg_namespace') is null`

/** Of a column that somebody added nothing is known. */
function commentOn({ kind, name, relation, column }: SilentRow): string | undefined {
  if (kind === 'schema' || kind === 'reader') {
    const text = kind === 'schema' ? ownSchemaComment : readerSchemaComment
    return `comment on schema ${quoteIdentifier(name)} is ${quoteLiteral(text)}`
  }
  const { is, columns } = relationComments[relation]!
  if (column === null) return `comment on ${kind} ${name} is ${quoteLiteral(is)}`
  const text = columns[column]
  if (text === undefined) return undefined
  return `comment on column ${name}.${quoteIdentifier(column)} is ${quoteLiteral(text)}`
}
