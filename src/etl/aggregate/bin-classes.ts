import type { Frame } from '../../frame/frame.ts'
import type { Runs } from './repeated-rows.ts'
import type { SampleMarks } from './sample-marks.ts'
import type { SettledColumn } from './settle-column.ts'

/** The bins of a day of one variable that hold anything but as many valid samples as are expected. */
export interface BinClasses {
  /** Which bins of the day these are, in order. */
  readonly bins: readonly number[]
  /**
   * How many samples of each of them are in each class, one bin after another, by the classes' numbers; of values that
   * come on change seconds.
   */
  readonly counts: readonly number[]
}

/** What was found of a day's rows when its bins were made. */
export interface FoundRows {
  /** The rows as they were read. */
  readonly rows: Frame
  /** Those of equal time. */
  readonly runs: Runs
  /** Each bin's first row, and at the end the one after the last bin's last. */
  readonly edges: Int32Array
  /** By variable: the values of each bin that its statistics are made of. */
  readonly used: ReadonlyMap<string, Float64Array>
  /** By variable: how many values are out of range. */
  readonly outOfRange: ReadonlyMap<string, number>
  readonly settled: ReadonlyMap<string, SettledColumn> | undefined
  /** By variable: the bins that were left out for a doubtful time. */
  readonly doubtful: ReadonlyMap<string, ReadonlyMap<number, number>>
  readonly marks: SampleMarks
  /** Whether a row without a value and without a reason is none of the variable's. */
  readonly hasOwnRows: boolean
  /** Samples of a whole bin. */
  readonly perBin: number
}
