import { MinuanoError } from '../../errors/minuano-error.ts'
import { classifyPostgresError } from '../../postgres/classify-error.ts'
import { quoteIdentifier } from '../../postgres/quote.ts'
import { findPlace } from './own-schema.ts'
import type { Target } from './schema.ts'

const insufficientPrivilege = '42501'
const alreadyThere = /^42(P07|710)$/

/** Why the Target's tables could not be made, with what to do, by whom. */
export async function explainNoTables(target: Target, error: unknown): Promise<MinuanoError> {
  if (error instanceof MinuanoError) return error
  const fault = classifyPostgresError(error, 'Target')
  if (fault.retryable) return fault
  return new MinuanoError(
    'target-refused',
    `the Target's tables could not be made: ${fault.message}${await adviceFor(target, error)}`,
    { cause: error },
  )
}

async function adviceFor(target: Target, error: unknown): Promise<string> {
  const code = String((error as { code?: unknown }).code)
  if (code === insufficientPrivilege) return adviseGrant(target)
  if (alreadyThere.test(code)) return adviseRecord(target)
  return ''
}

/** Since PostgreSQL 15 only the owner of a database may make tables in its schema public. */
async function adviseGrant({ client }: Target): Promise<string> {
  const { rows } = await client.query<{ role: string; database: string; schema: string | null }>(
    'select current_user as role, current_database() as database, current_schema() as schema',
  )
  const { role, database, schema } = rows[0]!
  const [to, from] = [quoteIdentifier(role), quoteIdentifier(database)]
  const grant = `grant create on schema ${quoteIdentifier(schema ?? 'public')} to ${to}`
  return `. Let the owner of the database ${from} run in it: ${grant}; or give this role a database of its own: create database wind owner ${to}`
}

/** The schema of the record must be there before the record comes. */
async function adviseRecord({ client }: Target): Promise<string> {
  const { own, isThere } = await findPlace(client)
  const first = isThere ? '' : `psql NEW -c 'create schema ${quoteIdentifier(own)}'; `
  return `. Tables of these names are there, and nothing says that Minuano made them. If they are another program’s, use another database. If a dump restored them without its rows, bring the record of them along, OLD and NEW being URLs of the two databases: ${first}pg_dump --table="*.minuano_migration*" OLD | psql NEW`
}
