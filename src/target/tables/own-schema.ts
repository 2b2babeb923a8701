import type pg from 'pg'
import { classifyPostgresError } from '../../postgres/classify-error.ts'
import { quoteIdentifier } from '../../postgres/quote.ts'

/**
 * SQL: the name of the schema for what nobody asks by name, from that of the Target's tables. `minuano_parts` beside
 * `public`, else with the other's name, so that two Targets of one database keep apart. A name has up to 63 bytes.
 */
export function ownSchemaOf(schema: string): string {
  return `case when ${schema} = 'public' then 'minuano_parts'
    when octet_length(${schema}) > 49 then 'minuano_parts_' || md5(${schema})
    else 'minuano_parts_' || ${schema} end`
}

/** SQL: the schema of the Target's tables, or where they would be made. */
export const tablesSchema = `coalesce((
  select nspname from pg_class join pg_namespace on pg_namespace.oid = relnamespace
  where pg_class.oid = to_regclass('data')), current_schema(), 'public')::text`

/** SQL: whether this role may make tables in a schema: who may create in it and not use it does not find it. */
export function mayMakeTablesIn(oid: string): string {
  return `(has_schema_privilege(${oid}, 'create') and has_schema_privilege(${oid}, 'usage'))`
}

/** Where the Target's tables stand, and what Minuano keeps beside them. */
export interface Place {
  /** Of the tables that people ask. */
  readonly schema: string
  /** Of partitions and of Minuano's own records, where it is there. */
  readonly own: string
  readonly isThere: boolean
  /** Whether this role may make tables in it. */
  readonly mayCreate: boolean
  /** Whether it belongs to this role, which may then let others use it. */
  readonly isOwner: boolean
  readonly mayMakeSchemas: boolean
  /** Where the record of the steps stands: one of the two, or `null` where there is none yet. */
  readonly record: string | null
  readonly mayUseRecord: boolean
  /** Who is connected, and to which database. */
  readonly role: string
  readonly database: string
  /** Whom `data` belongs to: the role that loads. `null` where there is none yet. */
  readonly owner: string | null
  /** Whether this role may do what the owner may. */
  readonly isLoader: boolean
  /** What the server said when the schema was to be made and was not. */
  readonly refusal?: string
}

const placeStatement = `
  select schema, own, space.oid is not null as "isThere",
    coalesce(${mayMakeTablesIn('space.oid')}, false) as "mayCreate",
    coalesce(pg_has_role(space.nspowner, 'usage'), false) as "isOwner",
    has_database_privilege(current_database(), 'create') as "mayMakeSchemas",
    record.nspname::text as record,
    coalesce(has_schema_privilege(record.oid, 'usage'), false) as "mayUseRecord",
    current_user::text as role, current_database()::text as database,
    pg_get_userbyid(whole.relowner)::text as owner,
    coalesce(pg_has_role(whole.relowner, 'usage'), false) as "isLoader"
  from (select schema, ${ownSchemaOf('schema')} as own from (select ${tablesSchema} as schema) place) place
    left join pg_namespace space on space.nspname = own
    left join pg_class whole on whole.oid = to_regclass('data')
    left join lateral (
      select found.oid, found.nspname from pg_class join pg_namespace found on found.oid = relnamespace
      where relname = 'minuano_migration' and found.nspname in (own, schema)
      order by found.nspname = own desc limit 1) record on true`

export async function findPlace(client: pg.ClientBase): Promise<Place> {
  const { rows } = await client.query<Place>(placeStatement)
  return rows[0]!
}

/** What stands beside the partitions: the steps that were taken, and which reader sees which assets. */
export const ownRelations = [
  'minuano_migration',
  'minuano_migration_lock',
  'minuano_reader_asset',
  'minuano_own_asset',
]

/**
 * Makes the schema where this role may, and moves Minuano's own records into it: with their rights, and whoever had
 * any may use the schema. `owner`: whom it is made for. Gives where things stand then. Without the schema all works as
 * well: what keeps this role from making it, an event trigger, say, is kept as `refusal`. In a transaction.
 */
export async function makeOwnSchema(
  client: pg.ClientBase,
  found: Place,
  owner = found.role,
): Promise<Place> {
  let place = found
  if (!place.isThere && place.mayMakeSchemas) {
    const refusal = await tryMakeSchema(client, place.own, owner === place.role ? undefined : owner)
    if (refusal !== undefined) return { ...place, refusal }
    place = await findPlace(client)
  }
  if (!place.mayCreate || !place.isOwner || place.record === place.own) return place
  const { rows } = await client.query<{ oid: number; name: string }>(
    `select pg_class.oid::int8::int as oid, format('%I.%I', nspname, relname) as name
     from pg_class join pg_namespace on pg_namespace.oid = relnamespace
     where nspname = $1 and relname = any ($2) and pg_has_role(relowner, 'usage')`,
    [place.schema, ownRelations],
  )
  for (const { oid, name } of rows) await moveRelation(client, place, { oid, table: name })
  return findPlace(client)
}

/** Gives what the server said where it was not made. Throws what ends the transaction anyhow. */
async function tryMakeSchema(
  client: pg.ClientBase,
  name: string,
  owner: string | undefined,
): Promise<string | undefined> {
  const of = owner === undefined ? '' : ` authorization ${quoteIdentifier(owner)}`
  await client.query('savepoint own_schema')
  try {
    await client.query(`create schema ${quoteIdentifier(name)}${of}; release savepoint own_schema`)
    return undefined
  } catch (error) {
    const { code, message } = error as { code?: unknown; message: string }
    if (code === readOnly || classifyPostgresError(error, 'Target').retryable) throw error
    await client.query('rollback to savepoint own_schema; release savepoint own_schema')
    return `${message} (${String(code)})`
  }
}

const readOnly = '25006'

/** Moves a table or a view, under the exclusive lock that this needs. */
export async function moveRelation(
  client: pg.ClientBase,
  { own, isOwner }: Place,
  { oid, table }: { readonly oid: number; readonly table: string },
): Promise<void> {
  await client.query(`alter table ${table} set schema ${quoteIdentifier(own)}`)
  if (!isOwner) return
  const { rows } = await client.query<{ grantees: string | null }>(
    `select string_agg(distinct case grantee when 0 then 'public' else quote_ident(pg_get_userbyid(grantee)) end, ', ') as grantees
     from pg_class, aclexplode(relacl) where oid = $1 and grantee <> relowner`,
    [oid],
  )
  const grantees = rows[0]?.grantees
  if (grantees != null) {
    await client.query(`grant usage on schema ${quoteIdentifier(own)} to ${grantees}`)
  }
}

/** What to do where partitions stay beside the tables; `undefined` where they need not. */
export function adviseOwnSchema({
  own,
  schema,
  mayCreate,
  isThere,
  role,
  database,
  refusal,
}: Place): string | undefined {
  if (mayCreate) return undefined
  const why =
    refusal === undefined
      ? `this role may not ${isThere ? 'make tables in' : 'make'} the schema ${own}`
      : `the schema ${own} could not be made: ${refusal}`
  return `the tables that \`data\` is cut into stay in the schema ${schema}, beside those that people ask, since ${why}: let the owner of the database ${quoteIdentifier(database)} run in it: ${ownSchemaStatement({ own, isThere }, role)}; then run \`minuano target init\``
}

/** What lets a role have partitions apart. */
export function ownSchemaStatement(
  { own, isThere }: Pick<Place, 'own' | 'isThere'>,
  role: string,
): string {
  const [of, to] = [own, role].map(quoteIdentifier)
  return isThere
    ? `grant usage, create on schema ${of!} to ${to!}`
    : `create schema ${of!} authorization ${to!}`
}
