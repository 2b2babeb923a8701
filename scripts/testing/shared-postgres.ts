// The global setup of a test run: one throw-away PostgreSQL for all its files.
import { startTestServer } from '../../test/support/test-server.ts'
import type { TestServer } from '../../test/support/test-server.ts'

let server: TestServer | undefined

export async function globalSetup(): Promise<void> {
  server = await startTestServer()
  process.env['TESTS_POSTGRES_URL'] = server.url
}

export async function globalTeardown(): Promise<void> {
  await server?.stop()
}
