import { MinuanoError } from './minuano-error.ts'
import { plainLine } from './plain-text.ts'

/**
 * The error's message; for one that is not ours, whatever text it carries, as one plain line: here
 * the words of servers and libraries enter our own.
 */
export function describeError(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') {
    return error.errors.map(describeError).join('; ')
  }
  if (error instanceof MinuanoError) return error.message
  return plainLine(error instanceof Error ? error.message || error.name : String(error))
}

/** Whether the system says that no more can be written to a disk. */
export function isDiskFull(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown }
  return code === 'ENOSPC' || code === 'EDQUOT'
}

/** Any thrown value as one of our errors: what we did not foresee is `internal`. */
export function asMinuanoError(error: unknown): MinuanoError {
  if (error instanceof MinuanoError) return error
  if (isDiskFull(error)) {
    const message = `a disk is full: free some of it, then try again (${describeError(error)})`
    return new MinuanoError('disk-full', message, { cause: error })
  }
  return new MinuanoError('internal', `unexpected: ${describeError(error)}`, { cause: error })
}
