import type { Frame } from '../../frame/frame.ts'
import { sampleClasses } from '../../signal/sample-class.ts'
import type { Runs } from './repeated-rows.ts'
import type { SampleMarks } from './sample-marks.ts'
import type { SettledColumn } from './settle-column.ts'

/** The bins of a day of one variable that hold anything but as many valid samples as are expected. */
export interface BinClasses {
  /** How many bins the day has. */
  readonly all: number
  /** Which bins of the day these are, in order. */
  readonly bins: readonly number[]
  /**
   * How many samples of each of them are in each class, one bin after another, by the classes' numbers; of values that
   * come on change seconds.
   */
  readonly counts: Uint32Array
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

/** Room for bins of a day that are not whole, in their order. */
export interface BinCollector {
  /** Adds a bin, and gives the place of its first count. */
  readonly add: (bin: number) => number
  /** By the classes' numbers, from that place on; 0 at first. */
  readonly counts: Uint32Array
  /** What was added. */
  readonly all: () => BinClasses
}

export function collectBins(bins: number): BinCollector {
  const listed: number[] = []
  const counts = new Uint32Array(bins * sampleClasses.length)
  return {
    add: (bin) => {
      listed.push(bin)
      return (listed.length - 1) * sampleClasses.length
    },
    counts,
    // Of a day there are mostly few: those of a farm wait together for what writes them.
    all: () => ({
      all: bins,
      bins: listed,
      counts: counts.slice(0, listed.length * sampleClasses.length),
    }),
  }
}
