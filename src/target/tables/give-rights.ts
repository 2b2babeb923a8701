import type pg from 'pg'
import { ownViews, policyTables, sharedTables } from './narrowing.ts'
import { ownRelations } from './own-schema.ts'
import type { Place } from './own-schema.ts'

/** What people ask: what readers of some assets ask too, and what is of all assets at once. */
export const askedTables: readonly string[] = [
  ...policyTables.map(({ table }) => table),
  ...sharedTables,
  'sync_run',
  ...ownViews,
]

/**
 * Gives tables, partitions, views and records to the role that loads, and lets it make tables in the schema of their own:
 * an administrator may have made them. `whose`: all of them, or those alone that belong to whoever is connected.
 */
export async function giveRights(
  client: pg.ClientBase,
  { schema, own }: Place,
  owner: string,
  whose: 'all' | 'mine',
): Promise<void> {
  const { rows } = await client.query<{ statement: string }>(
    `select format('alter table %s owner to %I', pg_class.oid::regclass, $1::text) as statement
     from pg_class join pg_namespace on pg_namespace.oid = relnamespace
     where relkind in ('r', 'p', 'v') and pg_get_userbyid(relowner) <> $1
       and (pg_get_userbyid(relowner) = current_user or not $6)
       and (nspname = $2 and relname = any ($4) or nspname in ($2, $3) and relname = any ($5)
         or pg_class.oid in (select inhrelid from pg_inherits where inhparent = 'data'::regclass))
     union all
     select format('grant usage, create on schema %I to %I', nspname, $1::text) from pg_namespace
     where nspname = $3 and pg_has_role(nspowner, 'usage')
       and not (has_schema_privilege($1, oid, 'usage') and has_schema_privilege($1, oid, 'create'))`,
    [owner, schema, own, askedTables, ownRelations, whose === 'mine'],
  )
  if (rows.length > 0) await client.query(rows.map(({ statement }) => statement).join('; '))
}
