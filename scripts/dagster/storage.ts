import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Config } from '../../src/config/settings.ts'
import { readRunningDatabases } from '../../src/embedded/read-running.ts'
import { say } from '../../src/log/say.ts'
import { connect } from '../../src/postgres/connect.ts'
import { quoteLiteral } from '../../src/postgres/quote.ts'

/** Where Dagster keeps its runs and events. */
export interface Storage {
  /** For SQLAlchemy, with its password; `undefined`: SQLite files in DAGSTER_HOME. */
  readonly url: string | undefined
  /** Whether no other Dagster has its runs here. */
  readonly isOurs: boolean
}

/** The PostgreSQL of DAGSTER_DATABASE_URL, else the embedded one where there is one, else SQLite. */
export async function findStorage(
  config: Config,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Storage> {
  const given = readSecret('DAGSTER_DATABASE_URL', env)
  if (given !== undefined) return { url: withDriver(given), isOurs: false }
  const embedded = await readRunningDatabases(config.dataDirectory)
  if (embedded !== undefined) {
    return { url: withDriver(await openDatabase(embedded.urlOf('target', 'admin'))), isOurs: true }
  }
  say(
    'Dagster keeps its records in SQLite files, which is for one run at a time: ' +
      'DAGSTER_DATABASE_URL names a PostgreSQL for them',
  )
  return { url: undefined, isOurs: true }
}

/** A bare postgresql:// means another driver to each version of SQLAlchemy. */
function withDriver(url: string): string {
  return url.replace(/^postgres(ql)?:\/\//, 'postgresql+psycopg2://')
}

/**
 * Makes the database and its role, or finds them. The password is a new one at every start, and so
 * stands in no file.
 */
async function openDatabase(adminUrl: string): Promise<string> {
  const password = randomBytes(24).toString('base64url')
  const client = await connect(adminUrl, 'Target')
  try {
    const has = async (query: string) => (await client.query(query)).rowCount === 1
    if (!(await has(`select from pg_roles where rolname = 'dagster'`))) {
      await client.query('create role dagster login')
    }
    await client.query(`alter role dagster password ${quoteLiteral(password)}`)
    if (!(await has(`select from pg_database where datname = 'dagster'`))) {
      await client.query('create database dagster owner dagster template template0')
    }
    await client.query('revoke all on database dagster from public')
  } finally {
    await client.end()
  }
  const url = new URL(adminUrl)
  return `postgresql://dagster:${password}@${url.host}/dagster`
}

function readSecret(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const file = env[`${name}_FILE`]
  return env[name] || (file ? readFileSync(file, 'utf8').trim() : undefined)
}
