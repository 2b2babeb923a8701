import { connect } from '../../postgres/connect.ts'
import { quoteLiteral } from '../../postgres/quote.ts'
import { scramVerifier } from '../../postgres/scram-verifier.ts'
import type { UrlOf } from './database-urls.ts'

/**
 * What keeps a forgotten BI tool from standing in the way of loads: a transaction that is left open ends, and so does a
 * query that nobody waits for any more. A session may set both otherwise.
 */
export const readerLimits: Readonly<Record<string, string>> = {
  default_transaction_read_only: 'on',
  idle_in_transaction_session_timeout: '10min',
  statement_timeout: '30min',
}

export function limitReaderStatements(): string[] {
  return Object.entries(readerLimits).map(
    ([name, value]) => `alter role reader set ${name} = '${value}'`,
  )
}

/**
 * Gives the reader of a cluster that is there what it lacks: the limits, where an older version made it, and the password
 * that the data folder keeps, since any role may give itself another, and nobody else could log in then. No limit that is
 * there is changed, and a role that somebody dropped stays away.
 */
export async function limitReader(urlOf: UrlOf): Promise<void> {
  const own = urlOf('target', 'reader')
  const seen = await readSettings(own).catch(() => undefined)
  if (seen !== undefined && missingFrom(seen).length === 0) return
  const admin = urlOf('target', 'admin')
  const settings = seen ?? (await readSettings(admin))
  if (settings === undefined) return
  const client = await connect(admin, 'Target')
  try {
    for (const [name, value] of missingFrom(settings)) {
      await client.query(`alter role reader set ${name} = '${value}'`)
    }
    if (seen !== undefined) return
    const { password } = new URL(own)
    await client.query(`alter role reader login password ${quoteLiteral(scramVerifier(password))}`)
  } finally {
    await client.end()
  }
}

/** What is set for the reader, as whoever may log in sees it; `undefined` where there is no such role. */
async function readSettings(url: string): Promise<string[] | undefined> {
  const client = await connect(url, 'Target')
  try {
    const { rows } = await client.query<{ settings: string[] }>(
      `select coalesce(rolconfig, '{}') as settings from pg_roles where rolname = 'reader'`,
    )
    return rows[0]?.settings
  } finally {
    await client.end()
  }
}

function missingFrom(settings: readonly string[]): [string, string][] {
  const set = new Set(settings.map((setting) => setting.split('=', 1)[0]))
  return Object.entries(readerLimits).filter(([name]) => !set.has(name))
}
