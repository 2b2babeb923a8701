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

/** Gathers bins of a day that are not whole, in their order. */
export interface BinCollector {
  /** `ofBin`: its samples by the classes' numbers; they are copied. */
  readonly add: (bin: number, ofBin: ArrayLike<number>) => void
  /** What was added. */
  readonly all: () => BinClasses
}

const classCount = sampleClasses.length

export function collectBins(bins: number): BinCollector {
  const listed: number[] = []
  // Of most days and variables there is none: a farm has many of both.
  let counts = noCounts
  return {
    add: (bin, ofBin) => {
      if (listed.length === 0) counts = new Uint32Array(bins * classCount)
      counts.set(ofBin, listed.length * classCount)
      listed.push(bin)
    },
    // Of a day there are mostly few: those of a farm wait together for what writes them.
    all: () => ({ all: bins, bins: listed, counts: counts.slice(0, listed.length * classCount) }),
  }
}

const noCounts = new Uint32Array(0)

/** How many samples of all these bins are in a class. */
export function countClass(found: BinClasses | undefined, number: number): number {
  const counts = found?.counts ?? noCounts
  let sum = 0
  for (let at = number; at < counts.length; at += classCount) sum += counts[at]!
  return sum
}
