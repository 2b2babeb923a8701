import pg from 'pg'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { quoteShort } from '../../errors/quote-short.ts'
import { classifyPostgresError } from '../../postgres/classify-error.ts'
import { quoteIdentifier } from '../../postgres/quote.ts'
import { inTransaction } from '../in-transaction.ts'
import { addComments } from './add-comments.ts'
import {
  makeNarrowing,
  narrowingIn,
  ownViewStatement,
  ownViews,
  policyTables,
  sharedTables,
} from './narrowing.ts'
import type { Narrowing } from './narrowing.ts'
import { findPlace } from './own-schema.ts'
import type { Target } from './schema.ts'

export interface NarrowReader {
  readonly name: string
  readonly assets: readonly string[]
  /** Those that the Target does not have, yet. */
  readonly unknown: readonly string[]
  readonly mayLogIn: boolean
}

/**
 * Makes a role that sees the rows of these assets alone, or gives one that is there these in the place of those it
 * had. The tables are the same for it, the views are others in a schema of its own name, which its search path
 * finds first. Throws `target-refused` where it has rights that would show it more.
 */
export async function makeNarrowReader(
  target: Target,
  name: string,
  assets: readonly string[],
): Promise<NarrowReader> {
  demandName(name)
  return attempt(target, 'making a reader', async ({ client }) => {
    const role = quoteIdentifier(name)
    const { rowCount } = await client.query('select from pg_roles where rolname = $1', [name])
    if (rowCount === 0) await makeRole(client, role)
    const { owner, database, records } = await findWhere(client)
    const narrowing = narrowingIn(records)
    const { assetsTable, ownAssets } = narrowing
    await makeNarrowing(client, owner, narrowing)
    await demandSchema(client, name, owner)
    await client.query(
      `create schema if not exists ${role} authorization ${quoteIdentifier(owner)}`,
    )
    for (const view of ownViews) {
      await client.query(ownViewStatement(view, { name, owner, ownAssets }))
    }
    await client.query(`
      grant usage on schema ${role}, public, ${quoteIdentifier(records)} to ${role};
      grant connect on database ${quoteIdentifier(database)} to ${role};
      grant select on ${[...policyTables.map(({ table }) => table), ...sharedTables].map(inPublic).join(', ')}, ${ownAssets},
        ${quoteIdentifier(records)}.minuano_migration to ${role}`)
    for (const { table, own } of policyTables) {
      await client.query(`
        drop policy if exists ${policyOf(name)} on ${inPublic(table)};
        create policy ${policyOf(name)} on ${inPublic(table)} as restrictive to ${role} using (${own(narrowing)})`)
    }
    await client.query(`delete from ${assetsTable} where reader = $1`, [name])
    await client.query(`insert into ${assetsTable} (reader, asset) select $1, unnest($2::text[])`, [
      name,
      assets,
    ])
    await addComments(client)
    await demandNoMore(client, name, narrowing)
    const { rows } = await client.query<{ unknown: string[]; login: boolean }>(
      `select array(select asset from unnest($2::text[]) asset where asset not in (select asset from signal)) as unknown,
         rolcanlogin as login
       from pg_roles where rolname = $1`,
      [name, assets],
    )
    const { unknown, login } = rows[0]!
    return { name, assets, unknown, mayLogIn: login }
  })
}

/** Takes all of it away again, but for the role itself; whoever is logged in as it sees nothing from then on. */
export async function removeNarrowReader(target: Target, name: string): Promise<void> {
  demandName(name)
  await attempt(target, 'taking a reader’s rights', async ({ client }) => {
    const role = quoteIdentifier(name)
    const { database, records } = await findWhere(client)
    const { assetsTable, ownAssets } = narrowingIn(records)
    const known = await client.query<{ known: boolean }>(
      'select to_regclass($1) is not null as known',
      [assetsTable],
    )
    const had =
      known.rows[0]!.known &&
      (await client.query(`delete from ${assetsTable} where reader = $1`, [name])).rowCount
    if (had === false || had === 0) {
      throw new MinuanoError(
        'target-refused',
        `${quoteShort(name)} is no reader that target init --reader made: nothing was changed`,
      )
    }
    for (const { table } of policyTables) {
      await client.query(`
        revoke all on ${inPublic(table)} from ${role};
        drop policy if exists ${policyOf(name)} on ${inPublic(table)}`)
    }
    await client.query(`
      revoke all on ${ownAssets}, ${sharedTables.map(inPublic).join(', ')}, ${quoteIdentifier(records)}.minuano_migration from ${role};
      ${ownViews.map((view) => `drop view if exists ${role}.${view};`).join(' ')}
      drop schema ${role} restrict;
      revoke usage on schema public, ${quoteIdentifier(records)} from ${role};
      revoke connect on database ${quoteIdentifier(database)} from ${role}`)
  })
}

/** Throws `target-refused` with what an administrator runs, where the login may make no roles. */
async function makeRole(client: pg.ClientBase, role: string): Promise<void> {
  try {
    await client.query(`create role ${role}`)
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== '42501') throw error
    throw new MinuanoError(
      'target-refused',
      `the Target refused: ${error.message} (42501). Let an administrator run \`create role ${role}\` there, then run this again`,
      { cause: error },
    )
  }
}

function policyOf(name: string): string {
  return quoteIdentifier(`minuano reader ${name}`.slice(0, 63))
}

/** Roles of our own, and names that PostgreSQL keeps; more than 63 bytes it would cut. */
function demandName(name: string): void {
  const isKept = /^(pg_.*|public|none|etl|reader|information_schema)$/i.test(name)
  // The name of its policy begins with 15 letters of ours.
  if (!isKept && name !== '' && !name.includes('\0') && Buffer.byteLength(name) <= 48) return
  throw new MinuanoError(
    'usage',
    `--reader ${quoteShort(name)}: a name of up to 48 bytes, and none that PostgreSQL or Minuano has for itself, such as owner_a`,
  )
}

async function findWhere(client: pg.ClientBase) {
  const { rows } = await client.query<{ owner: string; database: string }>(
    `select pg_get_userbyid(relowner) as owner, current_database() as database
     from pg_class where oid = 'public.data'::regclass`,
  )
  const { record } = await findPlace(client)
  return { ...rows[0]!, records: record ?? 'public' }
}

async function demandSchema(client: pg.ClientBase, name: string, owner: string): Promise<void> {
  const { rows } = await client.query<{ owner: string }>(
    'select pg_get_userbyid(nspowner) as owner from pg_namespace where nspname = $1',
    [name],
  )
  const [found] = rows
  if (found === undefined || found.owner === owner) return
  throw new MinuanoError(
    'target-refused',
    `there is a schema ${quoteShort(name)} already, which belongs to ${quoteShort(found.owner)}: choose another name for the reader`,
  )
}

/** What shows rows of all assets. */
const ofOthers = [...ownViews, 'sync_run'].map(inPublic)

function inPublic(name: string): string {
  return `public.${name}`
}

/** What an older grant, another role or PUBLIC gives would show it rows of others. */
async function demandNoMore(
  client: pg.ClientBase,
  name: string,
  { assetsTable }: Narrowing,
): Promise<void> {
  const { rows } = await client.query<{ why: string | null }>(
    `select case
         when rolsuper then 'is a superuser'
         when rolbypassrls then 'has BYPASSRLS'
         when exists (select from pg_auth_members where member = pg_roles.oid) then
           'is a member of ' || (select string_agg(roleid::regrole::text, ', ') from pg_auth_members where member = pg_roles.oid)
         else 'may read ' || (
           select string_agg(rel.oid::regclass::text, ', ' order by rel.oid) from pg_class rel
           where (rel.oid = any ($2::regclass[]::oid[])
               or rel.oid in (select inhrelid from pg_inherits where inhparent = 'public.data'::regclass))
             and has_any_column_privilege(pg_roles.oid, rel.oid, 'select'))
       end as why
     from pg_roles where rolname = $1`,
    [name, ofOthers.concat(assetsTable)],
  )
  const why = rows[0]?.why
  if (why == null) return
  throw new MinuanoError(
    'target-refused',
    `${quoteShort(name)} ${why}, and so could see other assets: take that away first, or choose another name. Nothing was changed`,
  )
}

async function attempt<T>(
  target: Target,
  what: string,
  work: (target: Target) => Promise<T>,
): Promise<T> {
  try {
    return await inTransaction(target, { what }, () => work(target))
  } catch (error) {
    throw classifyPostgresError(error, 'Target')
  }
}
