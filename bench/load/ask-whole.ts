import { connect } from 'node:net'
import { createAnswerReader } from '../measure/answer-reader.ts'

/** What a client saw of an answer that it took to its end. */
export interface Answered {
  /** 0: the connection broke before the answer's end, or there was none. */
  readonly status: number
  /** What a refusal asked for; undefined where it said nothing. */
  readonly retryAfterSeconds: number | undefined
  /** As they came over the connection, head and all. */
  readonly bytes: number
  /** From the way to the server to the answer's last byte. */
  readonly milliseconds: number
}

/** Asks on a connection of its own. Whatever comes is an answer: nothing throws. */
export function askWhole(port: number, path: string): Promise<Answered> {
  return new Promise((resolve) => {
    const askedAt = performance.now()
    let bytes = 0
    let status = 0
    let retryAfterSeconds: number | undefined
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    const end = (seen: number) => {
      resolve({
        status: seen,
        retryAfterSeconds,
        bytes,
        milliseconds: performance.now() - askedAt,
      })
      socket.destroy()
    }
    const read = createAnswerReader({
      onHead: (seen, head) => {
        status = seen
        const seconds = /^retry-after: *(\d+)/im.exec(head)?.[1]
        retryAfterSeconds = seconds === undefined ? undefined : Number(seconds)
      },
      onEnd: () => end(status),
    })
    socket.on('data', (piece) => {
      bytes += piece.length
      try {
        read(piece)
      } catch {
        end(0)
      }
    })
    socket.on('error', () => end(0))
    socket.on('close', () => end(0))
    socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`)
  })
}
