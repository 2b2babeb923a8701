import type pg from 'pg'
import type { Config } from '../config/settings.ts'
import { describeError } from '../errors/describe-error.ts'
import { MinuanoError } from '../errors/minuano-error.ts'
import { cancelQuery } from '../postgres/cancel-query.ts'
import { classifyPostgresError } from '../postgres/classify-error.ts'
import { socketOf } from '../postgres/within-deadline.ts'
import { orTooLate } from './or-too-late.ts'
import { createPoolChoice } from './pool-choice.ts'
import type { ConnectionCount } from './source.ts'

/** Connections to the Source, opened when one is needed: it may not be there yet. */
export interface SourcePool {
  /** Gives a connection; throws `source-unavailable` if none becomes free. */
  take(): Promise<pg.PoolClient>
  /** Gives it back; one that is spoilt is closed without waiting for the server, which may be silent. */
  giveBack(client: pg.PoolClient, isSpoilt: boolean): void
  /** Puts a short question to the Source. A connection that has not answered in time is given up. */
  ask<T>(question: (client: pg.PoolClient) => Promise<T>, seconds?: number): Promise<T>
  /** Connections, and who waits for one, now. */
  count(): ConnectionCount
  /** Closes all connections, once those in use are given back. */
  close(): Promise<void>
}

/** Throws `configuration` where no Source is set. */
export function createSourcePool(config: Config): SourcePool {
  const choice = createPoolChoice(config)

  async function take(): Promise<pg.PoolClient> {
    const limit = config.sourceTimeout * 1000
    const begun = performance.now()
    const pool = await choice.pool(limit)
    demandRoom(pool)
    try {
      return await pool.connect()
    } catch (error) {
      if (isTooLong(error)) throw allBusy(config.sourceConnections)
      const left = limit - (performance.now() - begun)
      if (!choice.forget(pool) || left <= 0) throw classifyPostgresError(error, 'Source')
      return await connectTo(await choice.pool(left))
    }
  }

  /** Whoever comes to a queue that is full is told so at once: waiting, and then being refused, helps nobody. */
  function demandRoom({ idleCount, totalCount, waitingCount }: pg.Pool): void {
    const isFree = idleCount > 0 || totalCount < config.sourceConnections
    if (!isFree && waitingCount >= config.connectorQueue) {
      throw new MinuanoError(
        'connector-busy',
        `as many requests wait for a connection to the Source as may (${config.connectorQueue}): try again after Retry-After seconds`,
      )
    }
  }

  /** Of a server that has answered just now. */
  async function connectTo(pool: pg.Pool): Promise<pg.PoolClient> {
    try {
      return await pool.connect()
    } catch (error) {
      if (isTooLong(error)) throw allBusy(config.sourceConnections)
      choice.forget(pool)
      throw classifyPostgresError(error, 'Source')
    }
  }

  function giveBack(client: pg.PoolClient, isSpoilt: boolean): void {
    client.release(isSpoilt)
    if (isSpoilt) socketOf(client).destroy()
  }

  async function ask<T>(
    question: (client: pg.PoolClient) => Promise<T>,
    seconds: number = config.sourceTimeout,
  ): Promise<T> {
    const client = await take()
    try {
      const answer = await orTooLate(question(client), seconds * 1000, () => noAnswer(seconds))
      client.release()
      return answer
    } catch (error) {
      const fault = classifyPostgresError(error, 'Source')
      if (fault.code === 'source-timeout') await cancelQuery(client)
      giveBack(client, fault.retryable)
      throw fault
    }
  }

  return { take, giveBack, ask, count: () => choice.count(), close: () => choice.close() }
}

function isTooLong(error: unknown): boolean {
  return /^timeout exceeded/.test(describeError(error))
}

function noAnswer(seconds: number): MinuanoError {
  return new MinuanoError(
    'source-timeout',
    `the Source did not answer within ${seconds} s: try again`,
  )
}

function allBusy(connections: number): MinuanoError {
  return new MinuanoError(
    'source-unavailable',
    `no connection to the Source became free (${connections} at most): try again`,
  )
}
