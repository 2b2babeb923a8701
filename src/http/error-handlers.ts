import type { FastifyError, FastifyRequest, FastifySchemaValidationError } from 'fastify'
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
  const { paths, posts = [] } = options
  server.setErrorHandler<FastifyError>((error, request, reply) => {
    const fault = faultOf(error, request, options)
    // A client that has left is no fault, and its request's line in the log says so.
    if (!reply.raw.destroyed) logFault(request, fault, name)
    return sendProblem(reply, fault, name)
  })
  server.setNotFoundHandler((request, reply) => {
    const path = request.url.replace(/[?#].*$/, '').replace(/(?<=.)\/$/, '')
    const isPost = posts.includes(path)
    if (!isPost && !paths.includes(path)) {
      const message = `there is no ${cutShort(path)}; there are ${paths.join(', ')}`
      return sendProblem(reply, new MinuanoError('not-found', message), name)
    }
    reply.header('allow', isPost ? 'POST' : 'GET, HEAD')
    const message = `${path} answers ${isPost ? 'POST' : 'GET and HEAD'}, not ${request.method}`
    return sendProblem(reply, new MinuanoError('method-not-allowed', message), name)
  })
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
