import type { IncomingMessage } from 'node:http'
import { MinuanoError } from '../errors/minuano-error.ts'
import { isAllowedPreflight } from './cors.ts'
import type { CorsRules } from './cors.ts'
import { demandLoopbackName } from './check-access.ts'
import type { Guarded } from './check-access.ts'
import { createLetIn, createOpenAnswers } from './keys/let-in.ts'
import type { LetIn } from './keys/let-in.ts'
import { everyReader } from './keys/reader.ts'
import type { Reader } from './keys/reader.ts'
import type { KeyFile } from './keys/watch-key-file.ts'
import type { Server } from './server.ts'

export interface AccessRules {
  readonly guarded: Guarded
  /** Any of them opens all; `undefined`, and no file: none is asked for, and only this machine is answered. */
  readonly apiKeys: readonly string[] | undefined
  /** More keys, each with what it opens. */
  readonly keyFile?: KeyFile | undefined
  /** Routes that say nothing about the data, for whoever comes. */
  readonly openRoutes: RegExp
  /** Pages of other origins that may read answers; without it none. */
  readonly cors?: CorsRules | undefined
}

/**
 * Decides who is answered, before anything else of a request is looked at: with API keys set, whoever
 * sends one; without, whoever asks by a name of this machine. What is no route needs a key as well. Where a key
 * is taken out of its file, or reads other assets, its answers under way are broken off.
 */
export function addAccessRules(
  server: Server,
  { guarded, apiKeys, keyFile, openRoutes, cors }: AccessRules,
): void {
  const needsKey = apiKeys !== undefined || keyFile !== undefined
  const letIn = needsKey ? createLetIn(apiKeys ?? [], keyFile) : undefined
  const answers = createOpenAnswers()
  server.decorateRequest('reader', null)
  server.addHook('onRequest', (request, reply, done) => {
    reply.header('x-content-type-options', 'nosniff')
    demandOneHost(request.raw)
    if (letIn === undefined) {
      demandLoopbackName(request.headers.host, guarded)
      request.reader = everyReader
    } else if (cors !== undefined && isAllowedPreflight(request, cors)) {
      // It is answered next, by a word on methods and headers alone.
      request.reader = null
    } else if (openRoutes.test(request.routeOptions.url ?? '')) {
      request.reader = knownReader(letIn, request.headers.authorization)
    } else {
      request.reader = letIn(request.headers.authorization)
      if (request.reader.name !== undefined) answers.add(request.reader, reply.raw)
    }
    done()
  })
  keyFile?.watch({
    onChange: (gone, count) => {
      for (const key of gone) answers.breakOff(key)
      server.log.info({ keys: count, gone: gone.map(({ name }) => name) }, 'API keys read anew')
    },
    onFault: (message) => server.log.error({ code: 'configuration' }, message),
  })
  server.addHook('onClose', (_server, done) => {
    keyFile?.stop()
    done()
  })
}

/** Whoever shows a key where none is asked for: nobody, where it is none that is known. */
function knownReader(letIn: LetIn, authorization: string | undefined): Reader | null {
  if (authorization === undefined) return null
  try {
    return letIn(authorization)
  } catch {
    return null
  }
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
