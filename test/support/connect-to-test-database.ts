import pg from 'pg'
import { atEnd } from './at-end.ts'
import { createTestDatabase } from './postgres.ts'

/** A fresh database and a connection to it as superuser, until all tests of the file have run. */
export async function connectToTestDatabase(): Promise<{ url: string; client: pg.Client }> {
  const database = await createTestDatabase()
  atEnd(() => database.drop())
  const client = new pg.Client(database.url)
  await client.connect()
  atEnd(() => client.end())
  return { url: database.url, client }
}
