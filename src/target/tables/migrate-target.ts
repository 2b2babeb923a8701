import { Kysely, Migrator, PostgresAdapter, PostgresDialect } from 'kysely'
import type { Dialect } from 'kysely'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { classifyPostgresError } from '../../postgres/classify-error.ts'
import { quoteIdentifier } from '../../postgres/quote.ts'
import { migrationKey } from '../load/advisory-lock.ts'
import { inTransaction, readOnce } from '../in-transaction.ts'
import { addComments } from './add-comments.ts'
import { giveRights } from './give-rights.ts'
import { migrations } from './migrations.ts'
import {
  findPlace,
  makeOwnSchema,
  ownSchemaOf,
  ownSchemaStatement,
  tablesSchema,
} from './own-schema.ts'
import type { Place } from './own-schema.ts'
import type { Target } from './schema.ts'
import { poolOf } from './single-connection.ts'

/** Which steps were taken, and where things stand then. */
export interface Migrated {
  readonly steps: readonly string[]
  readonly place: Place
}

/**
 * Brings the Target's tables to this version's schema, in one transaction; gives the names of the
 * steps that it took. Of several at once one takes them, and the others find them taken. What is made belongs to `loader`,
 * or else to the role whose tables they are, whoever is connected: it is that one who goes on.
 */
export async function migrateTarget(target: Target, loader?: string): Promise<Migrated> {
  const { client } = target
  const options = { what: 'making the tables', locks: [migrationKey] }
  try {
    return await inTransaction(target, options, async () => {
      const found = await findPlace(client)
      const owner = loader ?? found.owner ?? found.role
      const place = await makeOwnSchema(client, found, owner)
      // Named always: without, one of another Target of the database would be taken for this one's.
      const record = place.record ?? (place.mayCreate ? place.own : place.schema)
      const steps = (await isUpToDate(client, place)) ? [] : await takeSteps(client, record)
      await addComments(client)
      if (owner !== place.role) await giveRights(client, place, owner, 'mine')
      return { steps, place: { ...place, record } }
    })
  } catch (error) {
    // Loaded on demand: it happens once, if at all.
    const { explainNoTables } = await import('./explain-no-tables.ts')
    throw await explainNoTables(target, error)
  }
}

/** Whether just these steps were taken: one short query, where Kysely asks a dozen. */
async function isUpToDate(client: Target['client'], { record }: Place): Promise<boolean> {
  if (record === null) return false
  const { rows } = await client.query<{ name: string }>(
    `select name from ${quoteIdentifier(record)}.minuano_migration order by name`,
  )
  return rows.map(({ name }) => name).join() === Object.keys(migrations).join()
}

async function takeSteps(client: Target['client'], record: string): Promise<string[]> {
  const migrator = new Migrator({
    db: new Kysely({ dialect: locklessDialect(client) }),
    provider: { getMigrations: () => Promise.resolve(migrations) },
    migrationTableName: 'minuano_migration',
    migrationLockTableName: 'minuano_migration_lock',
    migrationTableSchema: record,
    disableTransactions: true,
  })
  const { error, results } = await migrator.migrateToLatest()
  if (error !== undefined) throw error as Error
  return (results ?? []).map(({ migrationName }) => migrationName)
}

/**
 * Kysely's own lock belongs to the session: behind PgBouncer it would stay on a pooled connection and
 * keep out whoever comes next. The transaction's lock, taken before, does its work.
 */
function locklessDialect(client: Target['client']): Dialect {
  const dialect = new PostgresDialect({ pool: poolOf(client) })
  const nothing = () => Promise.resolve()
  const lockless = { acquireMigrationLock: nothing, releaseMigrationLock: nothing }
  return {
    createAdapter: () => Object.assign(new PostgresAdapter(), lockless),
    createDriver: () => dialect.createDriver(),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
  }
}

/** Whether every step has been taken: one short query, so that each run can ask. */
export async function isMigrated(target: Target): Promise<boolean> {
  try {
    const rows = await readOnce<{ name: string }>(target, 'looking for the tables', recordStatement)
    const taken = new Set(rows.map(({ name }) => name))
    return Object.keys(migrations).every((name) => taken.has(name))
  } catch (error) {
    if ((error as { code?: unknown }).code !== undefinedTable) {
      throw classifyPostgresError(error, 'Target')
    }
    await demandRecordInSight(target)
    return false
  }
}

const undefinedTable = '42P01'

/** The record is looked for in its own schema first; the path is local to the transaction. */
const recordStatement = `
  select set_config('search_path', quote_ident(own) || ', ' || current_setting('search_path'), true)
  from (select ${ownSchemaOf('schema')} as own from (select ${tablesSchema} as schema) place) place;
  select name from minuano_migration`

/** In a schema that a role may not use nothing is found: then tables would be made that are there. */
async function demandRecordInSight(target: Target): Promise<void> {
  const { record, mayUseRecord, isLoader, role } = await findPlace(target.client)
  if (record === null || mayUseRecord) return
  const [of, to] = [record, role].map(quoteIdentifier)
  const advice = isLoader
    ? `Let the owner of the schema or an administrator run: ${ownSchemaStatement({ own: record, isThere: true }, role)}`
    : `A role that reads them is given by their owner: grant usage on schema ${of!} to ${to!}; grant select on ${of!}.minuano_migration to ${to!}. Of one that loads, \`minuano check\` says which rights are missing`
  throw new MinuanoError(
    'target-refused',
    `the Target refused: permission denied for schema ${record}, where it stands how the tables were made. ${advice}`,
  )
}
