import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { quoteIdentifier } from '../../src/postgres/quote.ts'
import { startTestServer } from './test-server.ts'
import type { TestServer } from './test-server.ts'

export interface TestDatabase {
  /** A superuser's URL of the database. */
  readonly url: string
  /** Drops the database, ending the connections that it still has. */
  drop(): Promise<void>
}

/**
 * A fresh database on the run's shared PostgreSQL: empty, or a copy of another test database, which
 * must have no connection then. What is not dropped ends with the server.
 */
export async function createTestDatabase(
  options: { template?: TestDatabase } = {},
): Promise<TestDatabase> {
  const serverUrl = await findServer()
  const name = `test_${randomBytes(6).toString('hex')}`
  const template = options.template ? nameOf(options.template.url) : 'template0'
  await runOn(serverUrl, `create database ${name} template ${quoteIdentifier(template)}`)
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return {
    url: url.href,
    drop: () => runOn(serverUrl, `drop database if exists ${name} with (force)`),
  }
}

let ownServer: Promise<TestServer> | undefined

/** The server that the runner started for all files; a file run by itself starts its own. */
async function findServer(): Promise<string> {
  const shared = process.env['TESTS_POSTGRES_URL']
  if (shared !== undefined) return shared
  ownServer ??= startOwnServer()
  return (await ownServer).url
}

function startOwnServer(): Promise<TestServer> {
  const starting = startTestServer()
  // Not by node:test's `after`: where a file awaits its tests, that runs after the first of them.
  process.once('beforeExit', () => void starting.then((server) => server.stop()))
  return starting
}

function nameOf(url: string): string {
  return new URL(url).pathname.slice(1)
}

async function runOn(url: string, statement: string): Promise<void> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
