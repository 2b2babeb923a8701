import type { FastifyBaseLogger } from 'fastify'
import { asMinuanoError, describeError } from '../../errors/describe-error.ts'
import { redact } from '../../log/redact.ts'

/**
 * Says in the log why an answer was broken off after it had begun. Its client only sees that it broke, and its
 * request's own line that it did not end, as where the client has left.
 */
export function logBrokenAnswer(log: FastifyBaseLogger, error: unknown, rows: number): void {
  const fault = asMinuanoError(error)
  const { code: sqlstate } = (fault.cause ?? {}) as { code?: unknown }
  log.warn(
    { code: fault.code, ...(typeof sqlstate === 'string' && { sqlstate }), rows },
    `an answer was broken off: ${redact(describeError(fault))}`,
  )
}
