import type { ErrorCode } from '../errors/error-codes.ts'

/**
 * `ok`: as it should be. `note`: works, and is worth knowing. `unconfirmed`: cannot be known from here.
 * `fault`: does not work, or makes wrong numbers.
 */
export type Level = 'ok' | 'note' | 'unconfirmed' | 'fault'

/** What was looked at. */
export type Part = 'Source' | 'Target' | 'Connector' | 'clocks' | 'numbers' | 'proposal'

/** One thing that a look found. */
export interface Finding {
  readonly part: Part
  readonly level: Level
  /** One line of plain English. */
  readonly text: string
  /** Statements to hand on to whoever may run them, each whole, identifiers quoted. */
  readonly sql?: readonly string[]
  /** Settings that would cure it, as the environment has them: `MINUANO_SAMPLE_INTERVAL=10m`. */
  readonly settings?: readonly string[]
  /** Of a fault that was met as an error: its code. */
  readonly code?: ErrorCode
}

type More = Omit<Finding, 'part' | 'level' | 'text'>

/** Makes the findings of one part. */
export function findingsOf(part: Part) {
  const make =
    (level: Level) =>
    (text: string, more: More = {}): Finding => {
      return { part, level, text, ...more }
    }
  return {
    ok: make('ok'),
    note: make('note'),
    unconfirmed: make('unconfirmed'),
    fault: make('fault'),
  }
}
