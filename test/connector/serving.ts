import { PassThrough } from 'node:stream'
import { after } from 'node:test'
import pg from 'pg'
import { loadConfig } from '../../src/config/load-config.ts'
import { startConnector } from '../../src/connector/start-connector.ts'
import { initSource } from '../../src/source/table/init-source.ts'
import { seedSource } from '../../src/source/seed/seed-source.ts'
import { createTestDatabase } from '../support/postgres.ts'

/** A Source of a file's own, dropped at its end. */
export async function createTestSource(
  statements = '',
): Promise<{ url: string; client: pg.Client }> {
  const database = await createTestDatabase()
  const { url } = database
  const client = new pg.Client(url)
  client.on('error', () => undefined)
  await client.connect()
  if (statements !== '') await client.query(statements)
  after(async () => {
    await client.end()
    await database.drop()
  })
  return { url, client }
}

/** A Source with our table and two days of random data from 2025-01-01 on. */
export async function createSeededSource(): Promise<{ url: string; client: pg.Client }> {
  const source = await createTestSource()
  await initSource(source.client)
  await seedSource(source.client, {
    from: '2025-01-01',
    days: 2,
    seed: 1,
    replace: false,
    timeZone: 'UTC',
  })
  return source
}

/** A Connector in this process on a free port, stopped at the file's end, and what it has logged. */
export async function serve(
  env: Record<string, string>,
): Promise<{ url: string; port: number; log: () => string; close: () => Promise<void> }> {
  const log = new PassThrough()
  let logged = ''
  log.on('data', (chunk: Buffer) => (logged += chunk.toString()))
  const connector = await startConnector(loadConfig({ CONNECTOR_PORT: '0', ...env }), { log })
  let closing: Promise<void> | undefined
  const close = () => (closing ??= connector.close())
  after(close)
  const port = Number(new URL(connector.url).port)
  return { url: connector.url, port, log: () => logged, close }
}

export interface ProblemSeen {
  readonly status: number
  readonly code: string
  readonly detail: string
}

/** A problem answer, checked to be one. */
export async function readProblem(response: Response): Promise<ProblemSeen> {
  const type = response.headers.get('content-type')
  if (type !== 'application/problem+json') throw new Error(`not a problem but ${type}`)
  const {
    type: urn,
    title,
    status,
    detail,
    code,
  } = (await response.json()) as Record<string, string>
  if (
    urn !== `urn:minuano:error:${code}` ||
    title === undefined ||
    Number(status) !== response.status
  )
    throw new Error(`a strange problem: ${urn} ${title} ${status}`)
  return { status: response.status, code: code!, detail: detail! }
}
