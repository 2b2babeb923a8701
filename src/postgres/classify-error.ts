import { describeError } from '../errors/describe-error.ts'
import { MinuanoError } from '../errors/minuano-error.ts'
import type { ErrorCode } from '../errors/error-codes.ts'

/** Which database an error came from: its name in the message and its codes. */
export type Side = 'Source' | 'Target'

/** Each side's codes: another try may help, or not. */
export const sideCodes: Record<Side, { unavailable: ErrorCode; refused: ErrorCode }> = {
  Source: { unavailable: 'source-unavailable', refused: 'source-refused' },
  Target: { unavailable: 'target-unavailable', refused: 'target-refused' },
}

/**
 * SQLSTATE classes and codes that another try may cure: connection, resources, shutdown or start,
 * deadlock, serialization, lock or statement timeout. https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const passing = /^(08...|53...|57P0[1-5]|57014|40001|40P01|55P03|25P0[34])$/
const diskFull = '53100'
const network =
  /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/
const brokenOff =
  /connection terminated|timeout expired|timeout exceeded|read timeout|not queryable|server closed/i

const readOnly = '25006'
const adviceOnReadOnly =
  '. It is a standby, or its role, database or server is set default_transaction_read_only: give the URL of the primary, or one that may write'

const noRight = '42501'
/** Of tables and schemas; what roles may be made is no right that a run needs. */
const rightOnTables = /^must be owner of |^permission denied for (?!database)/
const adviceOnRights = '. `minuano check` says which rights a run lacks there, with the grants'

const adviceOnDiskFull =
  '. Free some of its server’s disk, or of the data folder’s where it is the embedded one; then try again'

/** Any error of a PostgreSQL client as one of ours: worth a retry (`…-unavailable`) or not. */
export function classifyPostgresError(error: unknown, side: Side): MinuanoError {
  if (error instanceof MinuanoError) return error
  const message = describeError(error)
  const code = codeOf(error)
  const isPassing = passing.test(code) || network.test(code) || brokenOff.test(message)
  const state =
    code === diskFull ? 'has no disk space left' : isPassing ? 'is not available' : 'refused'
  const advice = adviceFor(code, message, side)
  return new MinuanoError(
    isPassing ? sideCodes[side].unavailable : sideCodes[side].refused,
    `the ${side} ${state}: ${message}${code === '' ? '' : ` (${code})`}${advice}`,
    { cause: error },
  )
}

function adviceFor(code: string, message: string, side: Side): string {
  if (code === readOnly) return adviceOnReadOnly
  if (code === diskFull) return adviceOnDiskFull
  const isRight = code === noRight && side === 'Target' && rightOnTables.test(message)
  return isRight ? adviceOnRights : ''
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0])
  const code = (error as { code?: unknown } | undefined)?.code
  return typeof code === 'string' ? code : ''
}
