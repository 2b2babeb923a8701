import type { FastifyReply } from 'fastify'
import { errorKinds } from '../errors/error-codes.ts'
import type { ErrorCode } from '../errors/error-codes.ts'
import type { MinuanoError } from '../errors/minuano-error.ts'

/** An error as RFC 9457 writes it. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: ErrorCode
  /** With `interval-too-long`: the most days that such a request may have. */
  readonly max_days?: number
}

export const problemType = 'application/problem+json'

/** What a client is asked to wait, in seconds, before it tries again. */
const retryAfterSeconds = 5

/** What a client is told; of a fault on the side of the `server`, its name, only that there is one. */
export function toProblem({ code, message, members }: MinuanoError, server: string): Problem {
  const kind: { status?: number; when: string } = errorKinds[code]
  const status = kind.status ?? 500
  return {
    type: `urn:minuano:error:${code}`,
    title: kind.when,
    status,
    detail:
      status === 500
        ? `the ${server} cannot serve this: its log says why; it is not the request's fault`
        : message,
    code,
    ...members,
  }
}

/** Headers that belong to an error's status. */
export function problemHeaders(
  { status }: Problem,
  waitSeconds: number = retryAfterSeconds,
): Record<string, string> {
  if (status === 503 || status === 429) return { 'retry-after': String(waitSeconds) }
  if (status === 401) return { 'www-authenticate': 'Bearer' }
  return {}
}

export function sendProblem(
  reply: FastifyReply,
  error: MinuanoError,
  server: string,
): FastifyReply {
  const problem = toProblem(error, server)
  return reply
    .code(problem.status)
    .headers(problemHeaders(problem, error.members['retry_after']))
    .type(problemType)
    .send(Buffer.from(`${JSON.stringify(problem)}\n`))
}
