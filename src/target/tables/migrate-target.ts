import { Kysely, Migrator, PostgresAdapter, PostgresDialect, sql } from 'kysely'
import type { Dialect } from 'kysely'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { classifyPostgresError } from '../../postgres/classify-error.ts'
import { lockClass, migrationKey } from '../load/advisory-lock.ts'
import { migrations } from './migrations.ts'
import type { Target } from './schema.ts'
import { poolOf } from './single-connection.ts'

/**
 * Brings the Target's tables to this version's schema, in one transaction; gives the names of the
 * steps that it took. Of several at once one takes them, and the others find them taken.
 */
export async function migrateTarget({ client }: Target): Promise<string[]> {
  await client.query('begin isolation level read committed')
  try {
    await client.query('select pg_advisory_xact_lock($1, $2)', [lockClass, migrationKey])
    const migrator = new Migrator({
      db: new Kysely({ dialect: locklessDialect(client) }),
      provider: { getMigrations: () => Promise.resolve(migrations) },
      migrationTableName: 'minuano_migration',
      migrationLockTableName: 'minuano_migration_lock',
      disableTransactions: true,
    })
    const { error, results } = await migrator.migrateToLatest()
    if (error !== undefined) throw explain(error)
    await client.query('commit')
    return (results ?? []).map(({ migrationName }) => migrationName)
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw explain(error)
  }
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
export async function isMigrated({ db }: Target): Promise<boolean> {
  try {
    const { rows } = await sql<{ name: string }>`select name from minuano_migration`.execute(db)
    const taken = new Set(rows.map(({ name }) => name))
    return Object.keys(migrations).every((name) => taken.has(name))
  } catch (error) {
    if ((error as { code?: unknown }).code === undefinedTable) return false
    throw classifyPostgresError(error, 'Target')
  }
}

const undefinedTable = '42P01'

function explain(error: unknown): MinuanoError {
  if (error instanceof MinuanoError) return error
  const fault = classifyPostgresError(error, 'Target')
  if (fault.retryable) return fault
  return new MinuanoError(
    'target-refused',
    `the Target's tables could not be made: ${fault.message}. Use an empty database, or an owner of it`,
    { cause: error },
  )
}
