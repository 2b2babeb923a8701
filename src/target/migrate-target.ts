import { Migrator, sql } from 'kysely'
import { MinuanoError } from '../errors/minuano-error.ts'
import { classifyPostgresError } from '../postgres/classify-error.ts'
import { migrations } from './migrations.ts'
import type { Target } from './schema.ts'

/** Brings the Target's tables to this version's schema; gives the names of the steps that it took. */
export async function migrateTarget({ db }: Target): Promise<string[]> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(migrations) },
    migrationTableName: 'minuano_migration',
    migrationLockTableName: 'minuano_migration_lock',
  })
  const { error, results } = await migrator.migrateToLatest()
  if (error !== undefined) throw explain(error)
  return (results ?? []).map(({ migrationName }) => migrationName)
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
  const fault = classifyPostgresError(error, 'Target')
  if (fault.retryable) return fault
  return new MinuanoError(
    'target-refused',
    `the Target's tables could not be made: ${fault.message}. Use an empty database, or an owner of it`,
    { cause: error },
  )
}
