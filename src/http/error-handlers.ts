import type { Socket } from 'node:net'
import type { FastifyError, FastifyRequest, FastifySchemaValidationError } from 'fastify'
import { asMinuanoError } from '../errors/describe-error.ts'
import { MinuanoError } from '../errors/minuano-error.ts'
import { redact } from '../log/redact.ts'
import { unknownFormat } from '../connector/query/choose-format.ts'
import { explainBadQuery } from '../connector/query/explain-bad-query.ts'
import { problemType, sendProblem, toProblem } from './problem.ts'
import type { Server } from './server.ts'

const paths = [
  '/data',
  '/inventory',
  '/variables',
  '/health/live',
  '/health/ready',
  '/openapi.json',
  '/docs',
]

/** Answers every error as a problem; what is the server's fault is logged, with its cause. */
export function addErrorHandlers(server: Server): void {
  server.setErrorHandler<FastifyError>((error, request, reply) => {
    const fault = faultOf(error, request)
    // A client that has left is no fault, and its request's line in the log says so.
    if (!reply.raw.destroyed) logFault(request, fault)
    return sendProblem(reply, fault)
  })
  server.setNotFoundHandler((request, reply) => {
    const path = request.url.replace(/[?#].*$/, '').replace(/(?<=.)\/$/, '')
    if (!paths.includes(path)) {
      const message = `there is no ${path}; there are ${paths.join(', ')}`
      return sendProblem(reply, new MinuanoError('not-found', message))
    }
    reply.header('allow', 'GET, HEAD')
    const message = `${path} answers GET and HEAD, not ${request.method}`
    return sendProblem(reply, new MinuanoError('method-not-allowed', message))
  })
}

/** What is not the client's fault goes to the log; its cause only where it was not foreseen. */
function logFault({ log }: FastifyRequest, fault: MinuanoError): void {
  const { status } = toProblem(fault)
  const message = redact(fault.message)
  if (fault.code === 'internal') log.error({ code: fault.code, err: fault.cause }, message)
  else if (status === 500) log.error({ code: fault.code }, message)
  else if (status === 503) log.warn({ code: fault.code }, message)
}

function faultOf(error: FastifyError, request: FastifyRequest): MinuanoError {
  if (error.validation !== undefined) return queryFault(error.validation, request)
  const isTheClients = error.statusCode !== undefined && error.statusCode < 500
  return isTheClients ? badRequest(error) : asMinuanoError(error)
}

function queryFault(
  faults: readonly FastifySchemaValidationError[],
  request: FastifyRequest,
): MinuanoError {
  if (faults.every(({ instancePath }) => instancePath === '/format')) {
    return unknownFormat(`format ${JSON.stringify((request.query as { format: unknown }).format)}`)
  }
  const { querystring } = request.routeOptions.schema ?? {}
  const { properties } = querystring as { properties: object }
  return explainBadQuery(faults, Object.keys(properties))
}

/** What Fastify or Node refuse before a route is found, as an error of ours. */
export function badRequest(error: Error): MinuanoError {
  return new MinuanoError('bad-request', `the request cannot be read: ${error.message}`)
}

/** Answers what is not HTTP at all, by hand: there is no request yet that one could reply to. */
export function answerBadHttp(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const body = `${JSON.stringify(toProblem(badRequest(error)))}\n`
  const head = [
    'HTTP/1.1 400 Bad Request',
    `Content-Type: ${problemType}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}
