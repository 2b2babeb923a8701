import { errorKinds } from './error-codes.ts'
import type { ErrorCode, ExitCode } from './error-codes.ts'

export interface MinuanoErrorOptions extends ErrorOptions {
  /** For programs: further members of the problem that the Connector answers with. */
  readonly members?: Readonly<Record<string, number>> | undefined
}

/**
 * The one error base. The message says what happened, with which value, and what to do; whether a
 * retry is worth it is decided where the error is born, by its code.
 */
export class MinuanoError extends Error {
  override readonly name = 'MinuanoError'
  readonly code: ErrorCode
  readonly members: Readonly<Record<string, number>>

  constructor(code: ErrorCode, message: string, options: MinuanoErrorOptions = {}) {
    super(message, options)
    this.code = code
    this.members = options.members ?? {}
  }

  get exit(): ExitCode {
    return errorKinds[this.code].exit
  }

  get retryable(): boolean {
    return this.exit === 75
  }
}
