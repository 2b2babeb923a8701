import type { Machine } from './machine.ts'
import type { RowResult } from './result.ts'

/** All that one run of the bench has found. */
export interface Report {
  readonly machine: Machine
  readonly runs: number
  readonly rows: readonly RowResult[]
  /** What was not measured, and why: a line each. */
  readonly leftOut: readonly string[]
}
