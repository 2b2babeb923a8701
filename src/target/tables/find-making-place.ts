import type pg from 'pg'
import { quoteIdentifier } from '../../postgres/quote.ts'

/** Where this role would make tables, and what it may do there. */
export interface MakingPlace {
  readonly role: string
  readonly database: string
  readonly databaseOwner: string
  /** The schema that is in use; without one, what the search path names and this role may not use, or is not there. */
  readonly schema: string
  readonly isThere: boolean
  readonly mayUse: boolean
  readonly mayCreate: boolean
}

/**
 * SQL: a row of a `MakingPlace`. PostgreSQL passes over schemas of the search path that are not there or that a role may not use:
 * the first that is there is what somebody meant, or else the last one, which could be made.
 */
export const makingPlaceStatement = `
  with path as (
    select place, case coalesce(replace(name[1], '""', '"'), lower(name[2]))
      when '$user' then current_user::text else coalesce(replace(name[1], '""', '"'), lower(name[2])) end as name,
      coalesce(name[1], name[2]) = '$user' as "isUser"
    from regexp_matches(current_setting('search_path'), '"((?:[^"]|"")+)"|([^,\\s"]+)', 'g')
      with ordinality path (name, place)),
  place as (
    select coalesce(
      current_schema()::text,
      (select name from path join pg_namespace on nspname = name order by place limit 1),
      (select name from path where not "isUser" order by place desc limit 1), 'public') as schema)
  select current_user::text as role, current_database()::text as database,
    (select pg_get_userbyid(datdba)::text from pg_database where datname = current_database()) as "databaseOwner",
    schema, oid is not null as "isThere",
    coalesce(has_schema_privilege(oid, 'usage'), false) as "mayUse",
    coalesce(has_schema_privilege(oid, 'create'), false) as "mayCreate"
  from place left join pg_namespace on nspname = schema`

export async function findMakingPlace(client: pg.ClientBase): Promise<MakingPlace> {
  const { rows } = await client.query<MakingPlace>(makingPlaceStatement)
  return rows[0]!
}

/** What the owner of the database runs, after which this role may make tables there. */
export function grantStatement({ schema, isThere, role }: MakingPlace): string {
  const [of, to] = [schema, role].map(quoteIdentifier)
  return isThere
    ? `grant usage, create on schema ${of!} to ${to!}`
    : `create schema ${of!} authorization ${to!}`
}
