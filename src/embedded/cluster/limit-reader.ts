import { connect } from '../../postgres/connect.ts'
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

/** Gives the reader of a cluster that an older version made the limits that it lacks; none that is there is changed. */
export async function limitReader(urlOf: UrlOf): Promise<void> {
  const client = await connect(urlOf('target', 'admin'), 'Target')
  try {
    const { rows } = await client.query<{ setting: string }>(
      `select unnest(rolconfig) as setting from pg_roles where rolname = 'reader'`,
    )
    const set = new Set(rows.map(({ setting }) => setting.split('=', 1)[0]))
    for (const [name, value] of Object.entries(readerLimits)) {
      if (!set.has(name)) await client.query(`alter role reader set ${name} = '${value}'`)
    }
  } finally {
    await client.end()
  }
}
