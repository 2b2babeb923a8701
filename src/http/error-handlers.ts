import type {
  FastifyError,
  FastifyReply,
  FastifyRequest,
  FastifySchemaValidationError,
} from 'fastify'
import { asMinuanoError } from '../errors/describe-error.ts'
import { MinuanoError } from '../errors/minuano-error.ts'
import { cutShort } from '../errors/quote-short.ts'
import { redact } from '../log/redact.ts'
import { badRequest } from './bad-request.ts'
import { readRequestNames } from './request-names.ts'
import { sendProblem, toProblem } from './problem.ts'
import type { Server } from './server.ts'

export interface ErrorOptions {
  /** All there is to ask for, by GET and HEAD. */
  readonly paths: readonly string[]
  /** What takes a POST, and nothing else. */
  readonly posts?: readonly string[]
  /** Says what a query's schema found wrong with it. */
  readonly explainBadQuery: (
    faults: readonly FastifySchemaValidationError[],
    request: FastifyRequest,
  ) => MinuanoError
}

/** Answers every error as a problem of the server `name`; what is the server's fault is logged, with its cause. */
export function addErrorHandlers(server: Server, name: string, options: ErrorOptions): void {
  server.setErrorHandler<FastifyError>((error, request, reply) => {
    const fault = faultOf(error, request, options)
    // A client that has left is no fault, and its request's line in the log says so.
    if (!reply.raw.destroyed) logFault(request, fault, name)
    return sendProblem(reply, fault, name)
  })
  // Before the body, which may be anything, is looked at; after who may ask.
  server.addHook('onRequest', (request, reply, done) => {
    if (request.is404) throw noRoute(request, reply, options)
    done()
  })
  // A route may find that it has nothing, too: the files of the documentation do.
  server.setNotFoundHandler((request, reply) =>
    sendProblem(reply, noRoute(request, reply, options), name),
  )
}

/** What cannot be asked for at all, or not by this method: the answer's `Allow` says which ones do. */
function noRoute(
  request: FastifyRequest,
  reply: FastifyReply,
  { paths, posts = [] }: ErrorOptions,
): MinuanoError {
  const path = request.url.replace(/[?#].*$/, '').replace(/(?<=.)\/$/, '')
  const isPost = posts.includes(path)
  if (!isPost && !paths.includes(path)) {
    const message = `there is no ${cutShort(path)}; there are ${paths.join(', ')}`
    return new MinuanoError('not-found', message)
  }
  reply.header('allow', isPost ? 'POST' : 'GET, HEAD')
  const message = `${path} answers ${isPost ? 'POST' : 'GET and HEAD'}, not ${request.method}`
  return new MinuanoError('method-not-allowed', message)
}

/** What is not the client's fault goes to the log; its cause only where it was not foreseen. */
function logFault({ log, headers }: FastifyRequest, fault: MinuanoError, name: string): void {
  const { status } = toProblem(fault, name)
  if (status < 500) return
  const message = redact(fault.message)
  const what = { code: fault.code, ...readRequestNames(headers) }
  if (fault.code === 'internal') log.error({ ...what, err: fault.cause }, message)
  else if (status === 500) log.error(what, message)
  else log.warn(what, message)
}

function faultOf(
  error: FastifyError,
  request: FastifyRequest,
  { explainBadQuery }: ErrorOptions,
): MinuanoError {
  if (error.validation !== undefined) return explainBadQuery(error.validation, request)
  const isTheClients = error.statusCode !== undefined && error.statusCode < 500
  return isTheClients ? badRequest(error) : asMinuanoError(error)
}
