import type { FastifyReply, FastifyRequest } from 'fastify'
import { readRequestNames } from './request-names.ts'
import type { Server } from './server.ts'

/** `info` is a line a request. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

/**
 * Logs one line a request: what was asked, the status, and how long it took. Headers are left out, and
 * so are parameters that are not ours: a key may have been put there by mistake.
 */
export function logRequests(server: Server, level: LogLevel, parameters: readonly string[]): void {
  if (!['info', 'debug'].includes(level)) return
  server.addHook('onRequest', (request, reply, done) => {
    // Unlike Fastify's onResponse, this also comes when the client left before its answer began.
    reply.raw.once('close', () => logRequest(request, reply, parameters))
    done()
  })
}

function logRequest(
  request: FastifyRequest,
  reply: FastifyReply,
  parameters: readonly string[],
): void {
  const query = request.query as Record<string, unknown> | undefined
  const asked = parameters.flatMap((name) =>
    query?.[name] === undefined ? [] : [[name, query[name]] as const],
  )
  const outcome = reply.raw.writableFinished
    ? { status: reply.statusCode }
    : { status: reply.statusCode, aborted: true }
  request.log.info(
    {
      method: request.method,
      path: request.routeOptions.url ?? 'unknown',
      ...(request.reader?.name !== undefined && { key: request.reader.name }),
      ...Object.fromEntries(asked),
      ...readRequestNames(request.headers),
      ...outcome,
      milliseconds: Math.round(reply.elapsedTime),
    },
    'request',
  )
}
