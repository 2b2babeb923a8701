import { maxHeaderSize } from 'node:http'
import type { Socket } from 'node:net'
import { MinuanoError } from '../errors/minuano-error.ts'
import { cutShort } from '../errors/quote-short.ts'
import { problemType, toProblem } from './problem.ts'

/** What Fastify or Node refuse before a route is found, as an error of ours; `most`: bytes of URL and headers. */
export function badRequest(error: Error, most = maxHeaderSize): MinuanoError {
  if ('code' in error && error.code === 'HPE_HEADER_OVERFLOW') {
    return new MinuanoError(
      'bad-request',
      `URL and headers of the request have more than ${most} bytes together: ask for less at once`,
    )
  }
  return new MinuanoError(
    'bad-request',
    `the request cannot be read: ${cutShort(error.message, 200)}`,
  )
}

/** Answers what is not HTTP at all, by hand: there is no request yet that one could reply to. */
export function answerBadHttp(
  error: NodeJS.ErrnoException,
  socket: Socket,
  server: string,
  most?: number,
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const body = `${JSON.stringify(toProblem(badRequest(error, most), server))}\n`
  const head = [
    'HTTP/1.1 400 Bad Request',
    `Content-Type: ${problemType}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}
