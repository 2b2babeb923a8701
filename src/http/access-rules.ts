import { createKeyCheck, demandLoopbackName } from './check-access.ts'
import type { Server } from './server.ts'

/** Routes that say nothing about the data, for whoever comes: health, and what the API is. */
const openRoutes = /^\/(health|docs|openapi\.json)(\/|$)/

/**
 * Decides who is answered, before anything else of a request is looked at: with API keys set, whoever
 * sends one; without, whoever asks by a name of this machine. What is no route needs a key as well.
 */
export function addAccessRules(server: Server, keys: readonly string[] | undefined): void {
  const checkKey = keys === undefined ? undefined : createKeyCheck(keys)
  server.addHook('onRequest', (request, reply, done) => {
    reply.header('x-content-type-options', 'nosniff')
    if (checkKey === undefined) demandLoopbackName(request.headers.host)
    else if (!openRoutes.test(request.routeOptions.url ?? '')) {
      checkKey(request.headers.authorization)
    }
    done()
  })
}
