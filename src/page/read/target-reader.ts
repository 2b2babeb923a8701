import type pg from 'pg'
import { settings } from '../../config/settings.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { concatFrames } from '../../frame/frame.ts'
import type { Frame } from '../../frame/frame.ts'
import { createCopyDecoder } from '../../frame/postgres/postgres-copy.ts'
import { classifyPostgresError } from '../../postgres/classify-error.ts'
import { copyOut } from '../../postgres/copy-out.ts'
import { openClient } from '../../postgres/open-client.ts'
import { socketOf, withinDeadline } from '../../postgres/within-deadline.ts'
import { explainNoLedger } from './explain-no-ledger.ts'
import { findReaderRole } from './find-reader-role.ts'

/** Asks the Target, on connections that are opened when they are needed: it may come and go. */
export interface TargetReader {
  /** The rows of one statement, as PostgreSQL's types are in JavaScript. */
  rows<Row extends object>(what: string, statement: string): Promise<Row[]>
  /** Rows of a time and of float8 columns of these names, as one frame. */
  frame(what: string, statement: string, columns: readonly string[]): Promise<Frame>
  /** The binary COPY answer of one statement, written into `room` where it is large enough. */
  bytes(what: string, statement: string, room: Uint8Array): Promise<Uint8Array>
  /** How many questions wait or are being answered. */
  busy(): number
  close(): Promise<void>
}

export interface ReaderLimits {
  readonly connections: number
  /** How long the Target may be silent, and a statement take, in seconds. */
  readonly seconds: number
}

const connectMilliseconds = 5000
const rowsAFrame = 65_536

/**
 * Reads the Target's tables and can write nothing: each question is a transaction that reads only, as the role
 * `reader` where the login may act as it. Throws `target-unavailable`, `target-refused` and `no-ledger`.
 *
 * By transaction, not by session: behind PgBouncer a session's settings stay on the connection for whoever comes next.
 */
export function createTargetReader(url: string, limits: ReaderLimits): TargetReader {
  const free: pg.Client[] = []
  const waiting: ((client: pg.Client | undefined) => void)[] = []
  let open = 0
  let busy = 0
  let isClosed = false
  let role: Promise<string | undefined> | undefined

  async function take(): Promise<pg.Client> {
    const one = free.pop()
    if (one !== undefined) return one
    if (open >= limits.connections) {
      const given = await new Promise<pg.Client | undefined>((resolve) => waiting.push(resolve))
      if (given !== undefined) return given
    }
    if (isClosed) throw new MinuanoError('target-unavailable', 'the page is stopping: try again')
    open++
    try {
      const options = { milliseconds: connectMilliseconds }
      const { client } = await openClient(url, 'Target', 'minuano page', options)
      client.once('end', () => forget(client))
      return client
    } catch (error) {
      drop()
      throw error
    }
  }

  /** A connection is gone: whoever waits opens another. */
  function drop(): void {
    open--
    waiting.shift()?.(undefined)
  }

  function forget(client: pg.Client): void {
    const at = free.indexOf(client)
    if (at < 0) return
    free.splice(at, 1)
    drop()
  }

  function giveBack(client: pg.Client): void {
    const next = waiting.shift()
    if (next !== undefined) next(client)
    else if (isClosed) throwAway(client)
    else free.push(client)
  }

  function throwAway(client: pg.Client): void {
    socketOf(client).destroy()
    drop()
  }

  /** Does work in a transaction that only reads; a connection on which it failed is not used again. */
  async function inTransaction<T>(
    what: string,
    work: (client: pg.Client, begin: string) => Promise<T>,
  ): Promise<T> {
    busy++
    try {
      const client = await take()
      try {
        const deadline = {
          side: 'Target' as const,
          what,
          setting: settings.pageTimeout.env,
          seconds: limits.seconds,
        }
        const answer = await withinDeadline(client, deadline, async () => {
          const found = await (role ??= findReaderRole(client))
          return work(client, beginStatements(found))
        })
        giveBack(client)
        return answer
      } catch (error) {
        // Another login, or other rights, may be there once it is back.
        role = undefined
        throwAway(client)
        throw error
      }
    } catch (error) {
      throw explainNoLedger(error) ?? classifyPostgresError(error, 'Target')
    } finally {
      busy--
    }
  }

  function beginStatements(found: string | undefined): string {
    const asReader = found === undefined ? '' : `set local role ${found}; `
    return `begin read only; ${asReader}set local statement_timeout = ${limits.seconds * 1000}; set local lock_timeout = 5000; set local timezone = 'UTC'; set local datestyle = 'ISO'; set local jit = off`
  }

  return {
    rows: <Row extends object>(what: string, statement: string) =>
      inTransaction(what, async (client, begin) => {
        // As one message: one round trip. pg gives a result each, which its types do not say.
        const results = (await client.query(
          `${begin}; ${statement}; commit`,
        )) as unknown as pg.QueryResult[]
        return results.at(-2)!.rows as Row[]
      }),
    frame: (what, statement, columns) =>
      inTransaction(what, async (client, begin) => {
        await client.query(begin)
        const decoder = createCopyDecoder(columns, rowsAFrame, 'Target')
        const reader = copyOut(client, `copy (${statement}) to stdout (format binary)`)
        const frames: Frame[] = []
        for (let bytes = await reader.next(); bytes !== undefined; bytes = await reader.next()) {
          frames.push(...decoder.push(bytes))
        }
        frames.push(decoder.end())
        await client.query('commit')
        return concatFrames(frames, columns)
      }),
    bytes: (what, statement, room) =>
      inTransaction(what, async (client, begin) => {
        await client.query(begin)
        const reader = copyOut(client, `copy (${statement}) to stdout (format binary)`)
        let [whole, length] = [room, 0]
        for (let bytes = await reader.next(); bytes !== undefined; bytes = await reader.next()) {
          if (length + bytes.length > whole.length) whole = grown(whole, length + bytes.length)
          whole.set(bytes, length)
          length += bytes.length
        }
        await client.query('commit')
        return whole.subarray(0, length)
      }),
    busy: () => busy,
    close: async () => {
      isClosed = true
      for (const resolve of waiting.splice(0)) resolve(undefined)
      await Promise.all(
        free.splice(0).map(async (client) => {
          open--
          await client.end().catch(() => undefined)
        }),
      )
    },
  }
}

function grown(bytes: Uint8Array, least: number): Uint8Array {
  const larger = new Uint8Array(Math.max(least, 2 * bytes.length))
  larger.set(bytes)
  return larger
}
