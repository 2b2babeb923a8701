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
    const { code } = (error.cause ?? {}) as { code?: unknown }
    const { advice = '', sql } = advise(url, side, code, error.message)
    const text = `${redact(error.message)}${advice}`
    return findingsOf(side).fault(text, { code: error.code, ...(sql && { sql }) })
  }
}

/** What to do, by PostgreSQL's code of the refusal. */
function advise(
  url: string,
  side: Side,
  code: unknown,
  message: string,
): { readonly advice?: string; readonly sql?: readonly string[] } {
  const variable = `${side.toUpperCase()}_DATABASE_URL`
  if (code === '28P01') {
    return {
      advice: `. See user and password in ${variable}: in a URL, @ is %40, / %2F, # %23, ? %3F and % %25`,
    }
  }
  if (code === '28000' && message.includes('pg_hba.conf')) {
    const tls = message.includes('no encryption')
      ? ` The server may want TLS, which sslmode=verify-full in ${variable} asks for (docs/tls.md); if that is refused too,`
      : ''
    return {
      advice: `.${tls}${tls === '' ? ' Let' : ' let'} an administrator allow this host, user and database in pg_hba.conf`,
    }
  }
  // The right to connect is the one that cannot be asked for from inside.
  const { user, database } = code === '42501' ? readConnectionSettings(url) : {}
  if (user === undefined || database === undefined) return {}
  return {
    advice: '. Let the owner of the database or an administrator run',
    sql: [`grant connect on database ${quoteIdentifier(database)} to ${quoteIdentifier(user)};`],
  }
}
