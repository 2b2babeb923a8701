import { createHttpServer } from '../../http/create-http-server.ts'
import type { HttpServerOptions } from '../../http/create-http-server.ts'
import type { Server } from '../../http/server.ts'
import { addMetricsRoute, metricsPath } from '../../http/metrics/add-metrics-route.ts'
import { createMetrics } from '../../http/metrics/create-metrics.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { guarded } from '../guarded.ts'
import { addLedgerMetrics } from './add-ledger-metrics.ts'
import { addLoadRoute, loadPath } from './load-route.ts'
import { addModelRoutes, modelPaths } from './model-routes.ts'
import type { PageContext } from './page-context.ts'
import { seesAll } from './sees-all.ts'
import { readQuery } from './read-query.ts'
import { addRowRoutes, rowPaths } from './row-routes.ts'
import { addSecurityHeaders, securityHeaders } from './security-headers.ts'
import { addStaticFiles, staticPaths } from './static-files.ts'

export type PageServerOptions = Pick<HttpServerOptions, 'apiKeys' | 'keyFile' | 'log' | 'logLevel'>

const eventsPath = '/api/events'

/** The page's server, ready to listen. Its log goes to `log`, a JSON object a line. */
export async function createPageServer(
  context: PageContext,
  options: PageServerOptions,
): Promise<Server> {
  const { actions, events } = context
  const metrics = await createMetrics('minuano_page')
  const server = createHttpServer({
    ...options,
    guarded,
    metrics,
    // The page itself asks for the key.
    openRoutes: /^\/(app\.(js|css)|(below|chunk)\.js)?$/,
    paths: [...staticPaths, ...modelPaths, ...rowPaths, eventsPath, metricsPath],
    posts: actions === undefined ? [] : [loadPath],
    explainBadQuery: ([fault]) =>
      new MinuanoError('bad-request', `the request cannot be read: ${fault?.message ?? ''}`),
    loggedParameters: ['asset', 'variable', 'variables', 'from', 'to', 'day', 'points', 'format'],
  })
  addLedgerMetrics(metrics, context)
  addSecurityHeaders(server)
  // What is there now is asked for now: nothing of it is kept.
  server.addHook('onSend', (_request, reply, payload, done) => {
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
    done(null, payload)
  })
  addMetricsRoute(server, metrics)
  const needsKey = options.apiKeys !== undefined || options.keyFile !== undefined
  addStaticFiles(server, needsKey)
  addModelRoutes(server, context)
  addRowRoutes(server, context)
  if (actions !== undefined) addLoadRoute(server, actions, context)
  server.get(eventsPath, { exposeHeadRoute: false }, (request, reply) => {
    readQuery(request.query, [])
    reply.hijack()
    reply.raw.writeHead(200, {
      ...securityHeaders,
      'x-content-type-options': 'nosniff',
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
    })
    events.add(reply.raw, seesAll(request))
  })
  // An answer without an end would keep the server.
  server.addHook('preClose', (done) => {
    events.close()
    done()
  })
  await server.ready()
  return server
}
