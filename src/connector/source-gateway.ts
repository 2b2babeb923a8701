import pg from 'pg'
import type { Config } from '../config/settings.ts'
import { describeError } from '../errors/describe-error.ts'
import { MinuanoError } from '../errors/minuano-error.ts'
import type { Frame } from '../frame/frame.ts'
import { classifyPostgresError } from '../postgres/classify-error.ts'
import { connectionOptions } from '../postgres/connect.ts'
import { socketOf } from '../postgres/within-deadline.ts'
import { cancelQuery } from '../postgres/cancel-query.ts'
import type { CountingRule } from '../source/wide/days-to-count.ts'
import { describeSource } from '../source/table/describe-source.ts'
import { readFrames } from '../source/wide/read-frames.ts'
import { sourcePeriod } from '../source/table/source-period.ts'
import type { SourcePeriod } from '../source/table/source-period.ts'
import type { SourceTable, Variable } from '../source/table/source-table.ts'
import { takeInventory } from '../source/wide/take-inventory.ts'
import type { DayInventory } from '../source/wide/take-inventory.ts'
import type { SecondDigits } from '../time/instant.ts'
import type { Interval } from '../time/interval.ts'
import { createTableCache } from './table-cache.ts'

/** All that the Connector does with the Source; every promise may fail with a `source-…` error. */
export interface SourceGateway {
  /** The table as it was when last read. */
  table(): Promise<SourceTable>
  /** The table as it is now, or was a second ago. */
  freshTable(): Promise<SourceTable>
  period(table: SourceTable): Promise<SourcePeriod>
  /** Rows, values and fingerprints of each day of [start, end). */
  inventory(
    table: SourceTable,
    interval: Interval,
    variables: readonly Variable[],
    rule: CountingRule,
  ): Promise<DayInventory[]>
  /** Rows of [start, end); aborting the signal cancels the query. Take them to the end, or `return`. */
  frames(
    table: SourceTable,
    interval: Interval,
    variables: readonly Variable[],
    signal: AbortSignal,
  ): AsyncGenerator<Frame, void, void>
  /** Resolves if the Source answers and has its table. */
  check(): Promise<void>
  /** Closes all connections, once those in use are given back. */
  close(): Promise<void>
}

/** Whether it is ready must be known sooner than data, for which people wait. */
const checkSeconds = 5

/** Opens no connection before one is needed, and so works with a Source that is not there yet. */
export function createSourceGateway(config: Config): SourceGateway {
  const pool = createPool(config)
  const cache = createTableCache(() => ask((client) => describeSource(client, config)))

  async function takeConnection(): Promise<pg.PoolClient> {
    try {
      return await pool.connect()
    } catch (error) {
      if (/^timeout exceeded/.test(describeError(error))) throw allBusy(config.sourceConnections)
      throw classifyPostgresError(error, 'Source')
    }
  }

  /** Puts a short question to the Source. A connection that has not answered in time is given up. */
  async function ask<T>(
    question: (client: pg.PoolClient) => Promise<T>,
    seconds: number = config.sourceTimeout,
  ): Promise<T> {
    const client = await takeConnection()
    const tooLate = rejectAfter(seconds)
    try {
      const answer = await Promise.race([question(client), tooLate.promise])
      client.release()
      return answer
    } catch (error) {
      const fault = classifyPostgresError(error, 'Source')
      if (fault.code === 'source-timeout') await cancelQuery(client)
      giveUp(client, fault.retryable)
      throw fault
    } finally {
      tooLate.clear()
    }
  }

  async function* frames(
    table: SourceTable,
    interval: Interval,
    variables: readonly Variable[],
    signal: AbortSignal,
  ): AsyncGenerator<Frame, void, void> {
    const client = await takeConnection()
    let isWhole = false
    try {
      const options = { signal, timeout: config.sourceTimeout }
      for await (const frame of readFrames(client, table, interval, variables, options)) {
        if (isFiner(frame.time, table.timeDigits)) {
          cache.forget()
          throw new MinuanoError(
            'source-unavailable',
            'the Source’s time column keeps more decimals of a second than when it was looked at: try again',
          )
        }
        yield frame
      }
      isWhole = true
    } catch (error) {
      // A column that was renamed or dropped, perhaps: the next request looks.
      if (error instanceof MinuanoError && error.code === 'source-refused') cache.forget()
      throw error
    } finally {
      giveUp(client, !isWhole)
    }
  }

  return {
    table: () => cache.get(),
    freshTable: () => cache.refresh(),
    period: (table) => ask((client) => sourcePeriod(client, table)),
    inventory: (table, interval, variables, rule) =>
      ask((client) => takeInventory(client, table, interval, variables, rule)),
    frames,
    check: async () => {
      const { relation } = await cache.get()
      await ask((client) => client.query(`select from ${relation} limit 1`), checkSeconds)
    },
    close: () => pool.end(),
  }
}

/** Whether a time has more decimals of a second than its answer would show: an import widened the column. */
function isFiner(times: Float64Array, digits: SecondDigits): boolean {
  if (digits === 6) return false
  const unit = digits === 0 ? 1e6 : 1000
  // Not `%`, which takes ten times as long.
  return times.some((time) => Math.floor(time / unit) * unit !== time)
}

function createPool(config: Config): pg.Pool {
  if (config.sourceDatabaseUrl === undefined) {
    throw new MinuanoError(
      'configuration',
      'SOURCE_DATABASE_URL: not set: the Connector must know its Source, such as postgresql://connector:password@host:5432/database',
    )
  }
  const options = connectionOptions(config.sourceDatabaseUrl, 'minuano connector')
  const pool = new pg.Pool({
    ...options,
    max: config.sourceConnections,
    connectionTimeoutMillis: Math.min(
      options.connectionTimeoutMillis ?? Infinity,
      config.sourceTimeout * 1000,
    ),
  })
  // A connection that breaks fails its query, or is replaced if it had none: never the process.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

/** Gives a connection back, or closes it without waiting for the server, which may be silent. */
function giveUp(client: pg.PoolClient, isSpoilt: boolean): void {
  client.release(isSpoilt)
  if (isSpoilt) socketOf(client).destroy()
}

function rejectAfter(seconds: number): { promise: Promise<never>; clear: () => void } {
  let timer: NodeJS.Timeout | undefined
  const promise = new Promise<never>((_, reject) => {
    const fault = new MinuanoError(
      'source-timeout',
      `the Source did not answer within ${seconds} s: try again`,
    )
    timer = setTimeout(() => reject(fault), seconds * 1000)
  })
  return { promise, clear: () => clearTimeout(timer) }
}

function allBusy(connections: number): MinuanoError {
  return new MinuanoError(
    'source-unavailable',
    `no connection to the Source became free (${connections} at most): try again`,
  )
}
