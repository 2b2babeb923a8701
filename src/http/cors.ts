import type { FastifyRequest } from 'fastify'
import { addVary } from './caching/add-vary.ts'
import type { Server } from './server.ts'

/** Which web pages of other origins may read answers in their visitors' browsers: https://fetch.spec.whatwg.org/#http-cors-protocol */
export interface CorsRules {
  /** As `Origin` has them; `*` alone is any. */
  readonly origins: readonly string[]
  /** Headers of answers that such pages may see, beside those that they always may. */
  readonly exposedHeaders: readonly string[]
}

/** Request headers that pages may send beside those that they always may. */
const requestHeaders = 'authorization, if-none-match, traceparent, x-request-id'

/** How long a browser need not ask again, in seconds. */
const rememberedSeconds = 600

/**
 * Lets pages of these origins read every answer, problems too. Cookies and the like are never asked for: a page that
 * needs a key has it, and sends it itself.
 *
 * Not @fastify/cors: its hook comes after those that ask for a key, which no browser sends before it was told that it may.
 */
export function addCorsHeaders(server: Server, rules: CorsRules): void {
  const { exposedHeaders } = rules
  const isAny = allowsAny(rules)
  server.addHook('onSend', (request, reply, payload, done) => {
    if (!isAny) addVary(reply, 'origin')
    if (isAllowed(request, rules)) {
      reply.header('access-control-allow-origin', isAny ? '*' : request.headers.origin)
      reply.header('access-control-expose-headers', exposedHeaders.join(', '))
    }
    done(null, payload)
  })
}

/** Answers what browsers ask before such a page's request; comes after whatever decides who is answered at all. */
export function answerPreflights(server: Server, rules: CorsRules): void {
  server.addHook('onRequest', (request, reply, done) => {
    if (!isAllowedPreflight(request, rules)) {
      done()
      return
    }
    reply
      .code(204)
      .headers({
        'access-control-allow-methods': 'GET, HEAD',
        'access-control-allow-headers': requestHeaders,
        'access-control-max-age': rememberedSeconds,
      })
      .send()
  })
}

/** Whether a browser asks if a page of an allowed origin may ask: it sends no key with that, and is told nothing else. */
export function isAllowedPreflight(request: FastifyRequest, rules: CorsRules): boolean {
  const { method, headers } = request
  const asksFor = headers['access-control-request-method']
  return method === 'OPTIONS' && asksFor !== undefined && isAllowed(request, rules)
}

function isAllowed({ headers: { origin } }: FastifyRequest, rules: CorsRules): boolean {
  return origin !== undefined && (allowsAny(rules) || rules.origins.includes(origin))
}

function allowsAny({ origins }: CorsRules): boolean {
  return origins[0] === '*'
}
