import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import pg from 'pg'
import { quoteIdentifier, quoteLiteral } from '../../src/postgres/quote.ts'
import { findFreePort } from './free-port.ts'
import { makeProgramFolder, runProgram, startServer } from './system-program.ts'

/** Server programs that this project did not bring. */
export interface PostgresPrograms {
  readonly folder: string
  /** As it says itself: `15.14`. */
  readonly version: string
}

const debian = '/usr/lib/postgresql'

/**
 * Every PostgreSQL that is installed as Debian does it, the newest first; or those in the folders of
 * POSTGRES_BIN, separated as in PATH.
 */
export function listSystemPostgres(): PostgresPrograms[] {
  const given = process.env['POSTGRES_BIN']?.split(delimiter)
  const folders = given ?? listVersions().map((version) => join(debian, version, 'bin'))
  return folders
    .filter((folder) => existsSync(join(folder, 'initdb')))
    .map((folder) => ({ folder, version: readVersion(folder) }))
}

export const noSystemPostgres = `no PostgreSQL in ${debian}/*/bin, nor in POSTGRES_BIN`

function listVersions(): string[] {
  if (!existsSync(debian)) return []
  return readdirSync(debian).sort((a, b) => Number(b) - Number(a))
}

function readVersion(folder: string): string {
  const { stdout } = spawnSync(join(folder, 'postgres'), ['--version'], { encoding: 'utf8' })
  return /\d+(\.\d+)*/.exec(stdout)?.[0] ?? 'unknown'
}

/** A throw-away server of the system's PostgreSQL, on loopback, with passwords (SCRAM). */
export interface SystemPostgres {
  /** The superuser's URL of a database. */
  urlOf(database: string): string
  /** Makes a role that may log in; gives the URL of a database for it. */
  createRole(name: string, password: string, attributes?: string): Promise<(db: string) => string>
  /** Runs statements as the superuser, each by itself. */
  run(database: string, ...statements: string[]): Promise<void>
  stop(): Promise<void>
}

/**
 * Starts a server with these settings, beside those that make it fast and keep it on loopback. As the
 * standby of another it begins as that one is now, and gets nothing that is written later.
 */
export async function startSystemPostgres(
  programs: PostgresPrograms,
  settings: Readonly<Record<string, string>> = {},
  { standbyOf }: { readonly standbyOf?: SystemPostgres } = {},
): Promise<SystemPostgres> {
  const folder = makeProgramFolder()
  const cluster = join(folder.path, 'cluster')
  if (standbyOf === undefined) {
    runProgram(
      join(programs.folder, 'initdb'),
      ['-D', cluster, '-U', 'admin', '-A', 'scram-sha-256', '-E', 'UTF8', '--no-sync'].concat([
        `--pwfile=${folder.write('password', 'admin')}`,
        '--locale=C',
      ]),
      folder,
    )
  } else {
    runProgram(
      join(programs.folder, 'pg_basebackup'),
      ['-D', cluster, '-d', standbyOf.urlOf('postgres'), '--checkpoint=fast', '--no-sync'],
      folder,
    )
    folder.write('cluster/standby.signal', '')
  }
  const port = await findFreePort()
  const urlFor = (user: string, password: string) => (database: string) =>
    `postgresql://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`
  const urlOf = urlFor('admin', 'admin')
  const all = { fsync: 'off', unix_socket_directories: '', listen_addresses: '127.0.0.1' }
  const options = Object.entries({ ...all, ...settings, port: String(port) })
  const stop = await startServer(
    join(programs.folder, 'postgres'),
    ['-D', cluster, ...options.flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { folder, url: urlOf('postgres'), endBy: 'SIGINT' },
  )
  const run = (database: string, ...statements: string[]) => runOn(urlOf(database), statements)
  return {
    urlOf,
    run,
    async createRole(name, password, attributes = '') {
      const role = quoteIdentifier(name)
      await run(
        'postgres',
        `create role ${role} login ${attributes} password ${quoteLiteral(password)}`,
      )
      return urlFor(name, password)
    },
    stop,
  }
}

async function runOn(url: string, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await queryRows(url, statement)
}

/** The rows of one query on a connection of its own. */
export async function queryRows<Row extends object>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query<Row>(text)).rows
  } finally {
    await client.end()
  }
}
