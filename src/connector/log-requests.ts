import type { Server } from './server.ts'
import { dataQuery } from './schemas.ts'

const knownParameters = Object.keys(dataQuery.properties)

/**
 * Logs one line a request: what was asked, the status, and how long it took. Headers are left out, and
 * so are parameters that are not ours: a key may have been put there by mistake.
 */
export function logRequests(server: Server): void {
  server.addHook('onResponse', (request, reply, done) => {
    const query = request.query as Record<string, unknown> | undefined
    const asked = knownParameters.flatMap((name) =>
      query?.[name] === undefined ? [] : [[name, query[name]] as const],
    )
    request.log.info(
      {
        method: request.method,
        path: request.routeOptions.url ?? 'unknown',
        ...Object.fromEntries(asked),
        status: reply.statusCode,
        milliseconds: Math.round(reply.elapsedTime),
        ...(reply.raw.writableFinished ? {} : { aborted: true }),
      },
      'request',
    )
    done()
  })
}
