import { Readable } from 'node:stream'
import { MinuanoError } from '../errors/minuano-error.ts'
import type { Server } from './server.ts'

/** Texts of which a part is one too; half an array of JSON is none, and Arrow has a mark at its end. */
const endsAnywhere = /^(text\/csv|application\/x-ndjson)\b/

/**
 * Refuses what would be sent row by row over HTTP/1.0. There nothing but the connection's end ends an answer, and
 * one that broke off would be passed on as a whole one: nginx speaks it to the server behind, unless it is told not to.
 * Throws `bad-request`.
 */
export function demandKnownEnd(server: Server): void {
  server.addHook('onSend', ({ raw }, reply, payload, done) => {
    const isOld = raw.httpVersionMajor === 1 && raw.httpVersionMinor === 0
    if (
      isOld &&
      payload instanceof Readable &&
      endsAnywhere.test(String(reply.getHeader('content-type')))
    ) {
      payload.destroy()
      reply.removeHeader('content-disposition')
      done(noEnd())
      return
    }
    done(null, payload)
  })
}

function noEnd(): MinuanoError {
  return new MinuanoError(
    'bad-request',
    'an answer of so many rows is sent as it is read, and over HTTP/1.0 its end looks like a break: ask over HTTP/1.1 (an nginx in between wants `proxy_http_version 1.1;`), ask for Arrow, which shows its end, or for fewer rows at once',
  )
}
