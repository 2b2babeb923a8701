import type { IncomingMessage } from 'node:http'
import { MinuanoError } from '../errors/minuano-error.ts'
import { createKeyCheck, demandLoopbackName } from './check-access.ts'
import type { Guarded } from './check-access.ts'
import type { Server } from './server.ts'

export interface AccessRules {
  readonly guarded: Guarded
  /** Any of them opens all; `undefined`: none is asked for, and only this machine is answered. */
  readonly apiKeys: readonly string[] | undefined
  /** Routes that say nothing about the data, for whoever comes. */
  readonly openRoutes: RegExp
}

/**
 * Decides who is answered, before anything else of a request is looked at: with API keys set, whoever
 * sends one; without, whoever asks by a name of this machine. What is no route needs a key as well.
 */
export function addAccessRules(
  server: Server,
  { guarded, apiKeys, openRoutes }: AccessRules,
): void {
  const checkKey = apiKeys === undefined ? undefined : createKeyCheck(apiKeys)
  server.addHook('onRequest', (request, reply, done) => {
    reply.header('x-content-type-options', 'nosniff')
    demandOneHost(request.raw)
    if (checkKey === undefined) demandLoopbackName(request.headers.host, guarded)
    else if (!openRoutes.test(request.routeOptions.url ?? '')) {
      checkKey(request.headers.authorization)
    }
    done()
  })
}

/**
 * Two `Host` headers are refused (RFC 9112, 3.2): Node gives the first of them, and what stands in between
 * may have looked at the other. Throws `bad-request`.
 */
function demandOneHost({ rawHeaders }: IncomingMessage): void {
  let hosts = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!
    if (name.length === 4 && name.toLowerCase() === 'host') hosts++
  }
  if (hosts < 2) return
  throw new MinuanoError('bad-request', `the request has ${hosts} Host headers: send one`)
}
