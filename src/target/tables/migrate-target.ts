import { Kysely, Migrator, PostgresAdapter, PostgresDialect } from 'kysely'
import type { Dialect } from 'kysely'
import { classifyPostgresError } from '../../postgres/classify-error.ts'
import { migrationKey } from '../load/advisory-lock.ts'
import { inTransaction, readOnce } from '../in-transaction.ts'
import { migrations } from './migrations.ts'
import type { Target } from './schema.ts'
import { poolOf } from './single-connection.ts'

/**
 * Brings the Target's tables to this version's schema, in one transaction; gives the names of the
 * steps that it took. Of several at once one takes them, and the others find them taken.
 */
export async function migrateTarget(target: Target): Promise<string[]> {
  const options = { what: 'making the tables', locks: [migrationKey] }
  try {
    return await inTransaction(target, options, async () => {
      const migrator = new Migrator({
        db: new Kysely({ dialect: locklessDialect(target.client) }),
        provider: { getMigrations: () => Promise.resolve(migrations) },
        migrationTableName: 'minuano_migration',
        migrationLockTableName: 'minuano_migration_lock',
        disableTransactions: true,
      })
      const { error, results } = await migrator.migrateToLatest()
      if (error !== undefined) throw error as Error
      return (results ?? []).map(({ migrationName }) => migrationName)
    })
  } catch (error) {
    // Loaded on demand: it happens once, if at all.
    const { explainNoTables } = await import('./explain-no-tables.ts')
    throw await explainNoTables(target, error)
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
export async function isMigrated(target: Target): Promise<boolean> {
  try {
    const rows = await readOnce<{ name: string }>(
      target,
      'looking for the tables',
      'select name from minuano_migration',
    )
    const taken = new Set(rows.map(({ name }) => name))
    return Object.keys(migrations).every((name) => taken.has(name))
  } catch (error) {
    if ((error as { code?: unknown }).code === undefinedTable) return false
    throw classifyPostgresError(error, 'Target')
  }
}

const undefinedTable = '42P01'
