import type pg from 'pg'
import { quoteIdentifier } from '../../src/postgres/quote.ts'
import { asRole } from './as-role.ts'
import { atEnd } from './at-end.ts'

/** Makes a role that may log in, until all tests of the file have run; gives the URL of a database as it. */
export async function createLoginRole(
  { url, client }: { readonly url: string; readonly client: pg.Client },
  role: string,
): Promise<URL> {
  const name = quoteIdentifier(role)
  await client.query(`create role ${name} login password 'its own'`)
  atEnd(async () => {
    await client.query(`drop owned by ${name}; drop role ${name}`)
  })
  return asRole(url, role, 'its own')
}
