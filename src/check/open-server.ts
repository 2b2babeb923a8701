import type pg from 'pg'
import { asMinuanoError } from '../errors/describe-error.ts'
import { redact } from '../log/redact.ts'
import type { Side } from '../postgres/classify-error.ts'
import { readConnectionSettings } from '../postgres/connection-settings.ts'
import { openClient } from '../postgres/open-client.ts'
import type { Way } from '../postgres/open-client.ts'
import { quoteIdentifier } from '../postgres/quote.ts'
import { findingsOf } from './finding.ts'
import type { Finding } from './finding.ts'

/** A connection that a look is made by. */
export interface OpenServer {
  readonly client: pg.Client
  /** How it was reached. */
  readonly way: Way
}

/** Opens a database as every other command does; where that fails, the finding that says why. */
export async function openServer(url: string, side: Side): Promise<OpenServer | Finding> {
  try {
    return await openClient(url, side, 'minuano check')
  } catch (thrown) {
    const error = asMinuanoError(thrown)
    const sql = grantToConnect(url, (error.cause as { code?: unknown } | undefined)?.code)
    const whose = sql === undefined ? '' : '. Let the owner of the database or an administrator run'
    const text = `${redact(error.message)}${whose}`
    return findingsOf(side).fault(text, { code: error.code, ...(sql && { sql }) })
  }
}

/** The right to connect is the one that cannot be asked for from inside. */
function grantToConnect(url: string, code: unknown): string[] | undefined {
  if (code !== '42501') return undefined
  const { user: role, database } = readConnectionSettings(url)
  if (role === undefined || database === undefined) return undefined
  return [`grant connect on database ${quoteIdentifier(database)} to ${quoteIdentifier(role)};`]
}
