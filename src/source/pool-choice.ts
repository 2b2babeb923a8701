import pg from 'pg'
import type { Config } from '../config/settings.ts'
import { MinuanoError } from '../errors/minuano-error.ts'
import { endConnection } from '../postgres/end-connection.ts'
import { listWays, openClient } from '../postgres/open-client.ts'
import type { Way } from '../postgres/open-client.ts'
import { orTooLate } from './or-too-late.ts'
import type { ConnectionCount } from './source.ts'

const applicationName = 'minuano connector'

/** The pool of the server that was chosen. */
export interface PoolChoice {
  /**
   * The pool. Throws what opening a first connection throws, where one makes the choice, and
   * `source-unavailable` where it takes longer than so many milliseconds.
   */
  pool(milliseconds: number): Promise<pg.Pool>
  /** Its server is not there any more. Whether there is a choice, which the next one who asks makes anew. */
  forget(pool: pg.Pool): boolean
  /** Connections of all pools, and who waits for one, now. */
  count(): ConnectionCount
  /** Closes all connections, once those in use are given back. */
  readonly close: () => Promise<void>
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
  const closing = new AbortController()
  /** All that are not closed: those that are forgotten may have connections in use. */
  const pools = new Set<pg.Pool>()
  let choosing: Promise<pg.Pool> | undefined
  let chosen: pg.Pool | undefined
  let isChoice = false
  const choose = async () => {
    const { servers, session } = await listWays(url, 'Source', applicationName)
    const [only, ...others] = servers.flat()
    isChoice = others.length > 0 || session !== 'any'
    chosen = createPool(config, isChoice ? await findWay() : only!)
    pools.add(chosen)
    return chosen
  }
  const findWay = async () => {
    const limits = { milliseconds: config.sourceTimeout * 1000, signal: closing.signal }
    const { client, way } = await openClient(url, 'Source', applicationName, limits)
    await endConnection(client)
    return way
  }
  const end = async (pool: pg.Pool) => {
    pools.delete(pool)
    await pool.end()
  }
  return {
    pool: (milliseconds) => {
      if (chosen !== undefined) return Promise.resolve(chosen)
      if (choosing === undefined) {
        const begun = (choosing = choose())
        begun.catch(() => choosing === begun && (choosing = undefined))
      }
      return orTooLate(choosing, milliseconds, noServer)
    },
    forget: (pool) => {
      if (!isChoice) return false
      if (chosen === pool) choosing = chosen = undefined
      // Who waits in a pool that ends is never told: the last of them ends it.
      if (pools.has(pool) && pool.waitingCount === 0) void end(pool)
      return true
    },
    count: () => {
      const count = { used: 0, idle: 0, waiting: 0 }
      for (const { totalCount, idleCount, waitingCount } of pools) {
        count.used += totalCount - idleCount
        count.idle += idleCount
        count.waiting += waitingCount
      }
      return count
    },
    close: async () => {
      closing.abort()
      await choosing?.catch(() => undefined)
      await Promise.all([...pools].map(end))
    },
  }
}

function noServer(): MinuanoError {
  return new MinuanoError(
    'source-unavailable',
    'the Source is not available: none of its servers answered in time (SOURCE_TIMEOUT): try again',
  )
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
