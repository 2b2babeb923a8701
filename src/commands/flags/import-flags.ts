import type { NumberStyle } from '../../import/cells/number-style.ts'

/** The command line as Commander gives it; it calls `--no-value` `value`, since it takes `--no-` for a negation. */
export interface ImportFlags {
  readonly timestamp: readonly string[]
  readonly column: ReadonlyMap<string, string>
  readonly unit: ReadonlyMap<string, string>
  readonly timeFormat: string
  readonly headerLine?: number
  readonly delimiter: string | undefined
  readonly decimalComma?: true
  readonly decimalPoint?: true
  readonly thousands?: NumberStyle['thousands']
  readonly value: readonly string[]
  readonly encoding: string | undefined
  readonly skipBadRows?: true
  readonly replace?: true
  readonly dryRun?: true
  readonly json?: true
}
