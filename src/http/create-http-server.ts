import fastify, { LogController } from 'fastify'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { describeError } from '../errors/describe-error.ts'
import { MinuanoError } from '../errors/minuano-error.ts'
import { escapeControls } from '../errors/plain-text.ts'
import { redact } from '../log/redact.ts'
import { addAccessRules } from './access-rules.ts'
import type { AccessRules } from './access-rules.ts'
import { addErrorHandlers } from './error-handlers.ts'
import type { ErrorOptions } from './error-handlers.ts'
import { answerBadHttp, badRequest } from './bad-request.ts'
import { addCorsHeaders, answerPreflights } from './cors.ts'
import { demandKnownEnd } from './demand-known-end.ts'
import { limitRate } from './limit-rate.ts'
import { logRequests } from './log-requests.ts'
import type { LogLevel } from './log-requests.ts'
import type { Metrics } from './metrics/create-metrics.ts'
import { measureRequests } from './metrics/measure-requests.ts'
import { sendProblem } from './problem.ts'
import type { Server } from './server.ts'
import { stopGently } from './stop-gently.ts'

export interface HttpServerOptions extends AccessRules, ErrorOptions {
  readonly logLevel: LogLevel
  /** Where the log goes, a JSON object a line. */
  readonly log: NodeJS.WritableStream
  /** The most bytes of a request's URL and headers together; without it Node’s own, 16 kB. */
  readonly maxHeaderBytes?: number
  /** That one key may make, health apart; without it, any number. */
  readonly requestsPerSecond?: number | undefined
  /** The parameters of a request that its line in the log names. */
  readonly loggedParameters: readonly string[]
  readonly metrics: Metrics
}

/**
 * A server without routes, as every one of ours is: its log without secrets, its access rules, its
 * errors as problems, and a gentle end.
 */
export function createHttpServer(options: HttpServerOptions): Server {
  const { name } = options.guarded
  const server: Server = fastify({
    logger: {
      level: options.logLevel,
      // JSON writes C0 out by itself; the rest would reach the terminal of whoever reads the log.
      stream: { write: (line: string) => options.log.write(`${escapeControls(line.trimEnd())}\n`) },
      base: null,
      serializers: { err: describeForLog },
    },
    logController: new LogController({ disableRequestLogging: true }),
    ...(options.maxHeaderBytes !== undefined && {
      http: { maxHeaderSize: options.maxHeaderBytes },
    }),
    // A request is a few lines: one that takes longer to arrive only holds a socket.
    requestTimeout: 30_000,
    // `stopGently` answers instead, with a problem like any other.
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: true },
    clientErrorHandler: (error, socket) =>
      answerBadHttp(error, socket, name, options.maxHeaderBytes),
    frameworkErrors: (error, _request, reply) => void sendProblem(reply, badRequest(error), name),
  }).withTypeProvider<TypeBoxTypeProvider>()
  logRequests(server, options.logLevel, options.loggedParameters)
  // Before whatever refuses: that is counted too.
  measureRequests(server, options.metrics)
  stopGently(server, name)
  if (options.cors !== undefined) addCorsHeaders(server, options.cors)
  addAccessRules(server, options)
  if (options.cors !== undefined) answerPreflights(server, options.cors)
  if (options.requestsPerSecond !== undefined) {
    limitRate(server, options.requestsPerSecond, options.openRoutes)
  }
  demandKnownEnd(server)
  addErrorHandlers(server, name, options)
  return server
}

/** An error of ours says all in its message; of any other, where it came from matters too. */
function describeForLog(error: Error) {
  const message = redact(describeError(error))
  if (error instanceof MinuanoError) return { type: error.code, message, stack: '' }
  return { type: error.name, message, stack: redact(error.stack ?? '') }
}
