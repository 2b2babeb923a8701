import { errorKinds } from './error-codes.ts'
import type { ErrorCode, ExitCode } from './error-codes.ts'

/**
 * The one error base. The message says what happened, with which value, and what to do; whether a
 * retry is worth it is decided where the error is born, by its code.
 */
export class MinuanoError extends Error {
  override readonly name = 'MinuanoError'
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }

  get exit(): ExitCode {
    return errorKinds[this.code].exit
  }

  get retryable(): boolean {
    return this.exit === 75
  }
}
