import { settings } from '../config/settings.ts'
import type { Config } from '../config/settings.ts'
import { lockClass } from './load/advisory-lock.ts'

/** How long the Target may let us wait, in seconds. */
export interface TargetLimits {
  /** For a lock of a table or a row. */
  readonly lock: number
  /** For a statement's end; a COPY may take longer, as long as bytes go. */
  readonly statement: number
  /** For another of ours that loads the same month, or makes the tables. */
  readonly load: number
  /** For anything, before it is said who holds us up. */
  readonly notice: number
}

const noticeSeconds = 10

export function targetLimitsOf(config: Config): TargetLimits {
  const { targetLockTimeout: lock, targetStatementTimeout: statement } = config
  return { lock, statement, load: config.targetLoadTimeout, notice: noticeSeconds }
}

/** What is in force where the settings say nothing. */
export function defaultLimits(): TargetLimits {
  const read = ({ reader, fallback }: (typeof settings)['targetLockTimeout']) =>
    reader.read(fallback!) as number
  return {
    lock: read(settings.targetLockTimeout),
    statement: read(settings.targetStatementTimeout),
    load: read(settings.targetLoadTimeout),
    notice: noticeSeconds,
  }
}

export interface BeginOptions {
  readonly limits: TargetLimits
  readonly readOnly?: boolean
  /** Second keys of our advisory locks, in order, that are taken first and may be waited for longer. */
  readonly locks?: readonly number[]
  /** Whether the work is COPY above all, which only the client's own deadline can tell from a silence. */
  readonly copies?: boolean
}

/**
 * Statements that begin a transaction with its limits, to be sent as one: no further round trip. They
 * are local to it, since behind PgBouncer a session's settings stay on a pooled connection for whoever
 * comes next. Not the server's default isolation: under a stricter one, what is read behind a lock is
 * as old as the wait for it.
 */
export function beginStatements({
  limits: { lock, statement, load },
  readOnly = false,
  locks = [],
  copies = false,
}: BeginOptions): string[] {
  const setLock = (seconds: number) => `set local lock_timeout = ${milliseconds(seconds)}`
  const setStatement = (seconds: number) => `set local statement_timeout = ${milliseconds(seconds)}`
  const taken =
    locks.length === 0
      ? []
      : [
          setLock(load),
          setStatement(0),
          `select pg_advisory_xact_lock(${lockClass}, key)
             from (values ${locks.map((key) => `(${key})`).join(', ')}) locks (key)`,
        ]
  return [
    `begin isolation level read committed${readOnly ? ' read only' : ''}`,
    ...(readOnly ? [] : [everyRow]),
    ...taken,
    setLock(lock),
    setStatement(copies ? 0 : statement),
  ]
}

/** Of rows that a policy hides a table in another's place would have none: refused, and not left out. */
const everyRow = 'set local row_security = off'

/** What PostgreSQL takes: 0 is no limit, 24 days the most. */
function milliseconds(seconds: number): number {
  return Math.min(Math.ceil(seconds * 1000), 2_147_483_647)
}
