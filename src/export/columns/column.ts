import type { StoredSignal } from '../../target/read/list-signals.ts'

/** A column of values in a file. */
export interface Column {
  readonly name: string
  readonly variable: string
  readonly statistic: string
}

/** A column as one asset has it. */
export interface AssetColumn extends Column {
  /** The signal that its values are of; `undefined` where the asset has none: the column is empty. */
  readonly signal: StoredSignal | undefined
  /** The unit that its values have in the file, where it is known. */
  readonly unit: string | undefined
  /** What the Target's values are multiplied by. */
  readonly factor: number
}
