import type { RowName } from '../rows/row-names.ts'
import type { Machine } from './machine.ts'
import type { RowResult } from './result.ts'

/** All that one run of the bench has found. */
export interface Report {
  readonly machine: Machine
  readonly runs: number
  readonly rows: readonly RowResult[]
  /** The rows that could not be measured; why is on stderr. */
  readonly failed: readonly RowName[]
  /** What was not measured, and why: a line each. */
  readonly leftOut: readonly string[]
}
