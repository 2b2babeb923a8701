import { MinuanoError } from '../../errors/minuano-error.ts'
import { classifyPostgresError } from '../../postgres/classify-error.ts'
import { quoteIdentifier } from '../../postgres/quote.ts'
import { findMakingPlace, grantStatement } from './find-making-place.ts'
import { findPlace } from './own-schema.ts'
import type { Place } from './own-schema.ts'
import type { Target } from './schema.ts'

const insufficientPrivilege = '42501'
/** Of the search path none is there that this role may use. */
const noSchema = '3F000'
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
  if (code === insufficientPrivilege || code === noSchema) return adviseGrant(target)
  if (alreadyThere.test(code)) return adviseRecord(target)
  return ''
}

/** Since PostgreSQL 15 only the owner of a database may make tables in its schema public. */
async function adviseGrant({ client }: Target): Promise<string> {
  const place = await findMakingPlace(client)
  const { role, database, mayUse, mayCreate } = place
  const [to, from] = [role, database].map(quoteIdentifier)
  // Tables of an older version are their owner's to change, whoever may make others beside them.
  const ofOwner = adviseOwner(await findPlace(client))
  if (ofOwner !== '' || (mayUse && mayCreate)) return ofOwner
  return `. Let the owner of the database ${from!} run in it: ${grantStatement(place)}; or give this role a database of its own: create database wind owner ${to!}`
}

/** Nothing where no tables are there, or those that are belong to this role. */
function adviseOwner({ owner, role, isLoader }: Place): string {
  if (owner === null || isLoader) return ''
  const [of, to] = [owner, role].map(quoteIdentifier)
  return `. The tables belong to the role ${of!}: connect as it, or let an administrator run: grant ${of!} to ${to!}`
}

/** The schema of the record must be there before the record comes. */
async function adviseRecord({ client }: Target): Promise<string> {
  const { own, isThere } = await findPlace(client)
  const first = isThere ? '' : `psql NEW -c 'create schema ${quoteIdentifier(own)}'; `
  return `. Tables of these names are there, and nothing says that Minuano made them. If they are another program’s, use another database. If a dump restored them without its rows, bring the record of them along, OLD and NEW being URLs of the two databases: ${first}pg_dump --table="*.minuano_migration*" OLD | psql NEW`
}
