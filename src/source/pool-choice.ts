import pg from 'pg'
import type { Config } from '../config/settings.ts'
import { MinuanoError } from '../errors/minuano-error.ts'
import { endConnection } from '../postgres/end-connection.ts'
import { listWays, openClient } from '../postgres/open-client.ts'
import type { Way } from '../postgres/open-client.ts'

const applicationName = 'minuano connector'

/** The pool of the server that was chosen. */
export interface PoolChoice {
  /** The pool. Throws what opening a first connection throws, where one makes the choice. */
  pool(): Promise<pg.Pool>
  /** Its server is not there any more: the next request chooses anew. */
  forget(pool: pg.Pool): void
  /** Closes all connections, once those in use are given back. */
  close(): Promise<void>
}

/**
 * The pool of connections to the Source. Where its URL leaves a choice (some hosts, with TLS or without),
 * a first connection makes it, and it stands until that server is not there any more.
 * Throws `configuration` where no Source is set.
 */
export function createPoolChoice(config: Config): PoolChoice {
  const url = config.sourceDatabaseUrl
  if (url === undefined) {
    throw new MinuanoError(
      'configuration',
      'SOURCE_DATABASE_URL: not set: the Connector must know its Source, such as postgresql://connector:password@host:5432/database',
    )
  }
  let chosen: Promise<pg.Pool> | undefined
  const choose = async () => {
    const { servers, session } = await listWays(url, 'Source', applicationName)
    const [only, ...others] = servers.flat()
    if (others.length === 0 && session === 'any') return createPool(config, only!)
    const { client, way } = await openClient(url, 'Source', applicationName)
    await endConnection(client)
    return createPool(config, way)
  }
  const forget = () => (chosen = undefined)
  return {
    pool: () => {
      const pool = (chosen ??= choose())
      pool.catch(() => chosen === pool && forget())
      return pool
    },
    forget: (pool) => {
      forget()
      void pool.end().catch(() => undefined)
    },
    close: async () => {
      const pool = await chosen?.catch(() => undefined)
      await pool?.end()
    },
  }
}

function createPool(config: Config, way: Way): pg.Pool {
  const pool = new pg.Pool({
    ...way,
    max: config.sourceConnections,
    connectionTimeoutMillis: Math.min(
      way.connectionTimeoutMillis || Infinity,
      config.sourceTimeout * 1000,
    ),
  })
  // A connection that breaks fails its query, or is replaced if it had none: never the process.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}
