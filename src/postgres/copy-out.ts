import type { Socket } from 'node:net'
import type pg from 'pg'
import { createCopyDataReader } from './copy-data-reader.ts'

const errorResponse = 'E'.charCodeAt(0)

/** What pg hands a query when its turn has come. */
interface QueryConnection {
  readonly stream: Socket
  query(text: string): void
}

/** The bytes of a COPY answer, read from the server no faster than they are taken. */
export interface CopyReader {
  /** The next bytes, good until it is called again; `undefined` after the last. One call at a time. */
  next(): Promise<Uint8Array | undefined>
  /** Whether `next` waits for the server. */
  isWaiting(): boolean
  /** Ends the reading: `next` throws the error. */
  fail(error: Error): void
}

/**
 * Runs `COPY … TO STDOUT`. Whoever does not take all the bytes must close the client. An error of the
 * server's, or a broken connection, is thrown by `next`.
 *
 * pg-copy-streams ends its stream before the client is free for the next query, which pg 9 will refuse;
 * and takes a tenth more time for 400,000 rows. No stream of Node's at all: for a short answer its
 * machinery takes longer than the rows.
 */
export function copyOut(client: pg.ClientBase, statement: string): CopyReader {
  const readCopyData = createCopyDataReader()
  let socket: Socket | undefined
  let handBack: (bytes: Buffer) => void
  let waiting: { resolve(bytes?: Uint8Array): void; reject(error: Error): void } | undefined
  let failure: Error | undefined
  let rest: Buffer | undefined
  let isOver = false

  /** What the socket has of rows now; what comes after the last is pg's, once they have been taken. */
  function readNow(): Uint8Array | undefined {
    while (socket !== undefined) {
      if (rest !== undefined) {
        handBack(rest)
        return undefined
      }
      const chunk = socket.read() as Buffer | null
      if (chunk === null) return undefined
      const data = readCopyData(chunk)
      rest = data.rest
      if (data.rows.length > 0) return data.rows
    }
    return undefined
  }

  function onReadable(): void {
    if (waiting === undefined) return
    const bytes = readNow()
    if (bytes !== undefined) settle()?.resolve(bytes)
  }

  function settle() {
    const settled = waiting
    waiting = undefined
    return settled
  }

  function fail(error: Error): void {
    failure ??= error
    settle()?.reject(failure)
  }

  /**
   * A server that ends a backend says why, and may then reset the connection: the reset comes up at once,
   * also where what was said before it has not been read yet.
   */
  function hearLastWord(): void {
    const unread = (socket?.read() as Buffer | null | undefined) ?? Buffer.alloc(0)
    const said = rest === undefined ? readCopyData(unread).rest : Buffer.concat([rest, unread])
    // An end without an error does not count: rows before it may be lost.
    if (said?.[0] === errorResponse) handBack(said)
  }

  /** Takes the socket from pg, which would read all of it at once, row by row. */
  function takeSocket(stream: Socket): void {
    const [parse, ...others] = stream.listeners('data') as ((bytes: Buffer) => void)[]
    if (parse === undefined || others.length > 0) throw new Error('pg reads its socket otherwise')
    stream.off('data', parse)
    stream.pause()
    stream.on('readable', onReadable)
    socket = stream
    // Before pg hears of it: to pg, a connection that breaks is all there is to say.
    stream.prependListener('error', hearLastWord)
    handBack = (bytes) => {
      socket = undefined
      stream.off('readable', onReadable)
      stream.off('error', hearLastWord)
      stream.on('data', parse)
      parse(bytes)
      // The listener's change takes effect in the next tick, and would pause the socket again.
      process.nextTick(() => stream.resume())
    }
  }

  const query = {
    submit(connection: QueryConnection) {
      takeSocket(connection.stream)
      connection.query(statement)
    },
    handleError: fail,
    handleCommandComplete: () => undefined,
    // Only now may the client be asked for something else.
    handleReadyForQuery: () => {
      isOver = true
      settle()?.resolve()
    },
  }
  client.query(query as unknown as pg.Submittable)
  return {
    next() {
      const bytes = failure === undefined ? readNow() : undefined
      if (bytes !== undefined) return Promise.resolve(bytes)
      if (failure !== undefined) return Promise.reject(failure)
      if (isOver) return Promise.resolve(undefined)
      return new Promise((resolve, reject) => (waiting = { resolve, reject }))
    },
    isWaiting: () => waiting !== undefined,
    fail,
  }
}
