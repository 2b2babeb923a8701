import fastify, { LogController } from 'fastify'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { Config } from '../config/settings.ts'
import { describeError } from '../errors/describe-error.ts'
import { MinuanoError } from '../errors/minuano-error.ts'
import { redact } from '../log/redact.ts'
import { addAccessRules } from '../http/access-rules.ts'
import { compileQueryCheck } from './query/check-query.ts'
import { addDataRoute } from './routes/data-route.ts'
import { addDocs } from './routes/docs.ts'
import { addErrorHandlers, answerBadHttp, badRequest } from '../http/error-handlers.ts'
import { addHealthRoutes } from './routes/health-routes.ts'
import { addInventoryRoute } from './routes/inventory-route.ts'
import { logRequests } from '../http/log-requests.ts'
import { sendProblem } from '../http/problem.ts'
import type { Server } from '../http/server.ts'
import type { SourceGateway } from './source-gateway.ts'
import { stopGently } from '../http/stop-gently.ts'
import { addVariablesRoute } from './routes/variables-route.ts'

/** The HTTP API on a Source, ready to listen. Its log goes to `log`, a JSON object a line. */
export async function createServer(
  config: Config,
  source: SourceGateway,
  log: NodeJS.WritableStream,
): Promise<Server> {
  const server: Server = fastify({
    logger: {
      level: config.connectorLogLevel,
      stream: log,
      base: null,
      serializers: { err: describeForLog },
    },
    logController: new LogController({ disableRequestLogging: true }),
    // A request is a few lines: one that takes longer to arrive only holds a socket.
    requestTimeout: 30_000,
    // `stopGently` answers instead, with a problem like any other.
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: true },
    clientErrorHandler: answerBadHttp,
    frameworkErrors: (error, _request, reply) => void sendProblem(reply, badRequest(error)),
  }).withTypeProvider<TypeBoxTypeProvider>()
  server.setValidatorCompiler(compileQueryCheck)
  logRequests(server, config.connectorLogLevel)
  stopGently(server)
  addAccessRules(server, config.connectorApiKey)
  addErrorHandlers(server)
  await addDocs(server, config.connectorApiKey !== undefined)
  addDataRoute(server, config, source)
  addInventoryRoute(server, config, source)
  addVariablesRoute(server, config, source)
  addHealthRoutes(server, source)
  await server.ready()
  return server
}

/** An error of ours says all in its message; of any other, where it came from matters too. */
function describeForLog(error: Error) {
  const message = redact(describeError(error))
  if (error instanceof MinuanoError) return { type: error.code, message, stack: '' }
  return { type: error.name, message, stack: redact(error.stack ?? '') }
}
