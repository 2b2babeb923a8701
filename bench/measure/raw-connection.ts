import type { Socket } from 'node:net'
import pg from 'pg'

/** A connection whose answers are counted, not read: the floor under every client. */
export interface RawConnection {
  /** Sends a statement by the simple protocol; gives the answer's bytes once all have come. */
  drain(statement: string): Promise<number>
  /** Sends a statement; gives the milliseconds until the first bytes of its answer. Ends the connection. */
  untilFirstBytes(statement: string): Promise<number>
  close(): void
}

/** The server is ready again and in no transaction: what ends every answer here. */
const ready = Buffer.from([0x5a, 0, 0, 0, 5, 0x49])

/** Logs in by `pg`, then takes the socket over. */
export async function openRawConnection(url: string): Promise<RawConnection> {
  const client = new pg.Client(url)
  client.on('error', () => undefined)
  await client.connect()
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection
  stream.removeAllListeners('data')
  stream.removeAllListeners('error')
  stream.setNoDelay(true)
  return {
    drain: (statement) =>
      new Promise((resolve, reject) => {
        let bytes = 0
        let tail: Buffer = Buffer.alloc(0)
        stream.once('error', reject)
        stream.on('data', (piece: Buffer) => {
          bytes += piece.length
          if (piece[0] === 0x45 && bytes === piece.length) {
            reject(new Error(`the query failed: ${piece.toString('latin1')}`))
          }
          // Rows of these queries cannot hold the six bytes: no text has a zero byte, and a number of
          // theirs would have to be one in 2^48.
          tail = piece.length >= 6 ? piece.subarray(-6) : Buffer.concat([tail, piece]).subarray(-6)
          if (!tail.equals(ready)) return
          stream.removeAllListeners('data')
          stream.removeAllListeners('error')
          resolve(bytes)
        })
        stream.write(queryMessage(statement))
      }),
    untilFirstBytes: (statement) =>
      new Promise((resolve, reject) => {
        const startedAt = performance.now()
        stream.once('error', reject)
        stream.once('data', () => {
          resolve(performance.now() - startedAt)
          stream.on('error', () => undefined)
          stream.destroy()
        })
        stream.write(queryMessage(statement))
      }),
    close: () => stream.destroy(),
  }
}

function queryMessage(statement: string): Buffer {
  const text = Buffer.from(`${statement}\0`)
  const message = Buffer.alloc(5 + text.length)
  message.write('Q')
  message.writeUInt32BE(4 + text.length, 1)
  text.copy(message, 5)
  return message
}
