import type { Frame } from '../../frame/frame.ts'
import { classNumbers, sampleClasses } from '../../signal/sample-class.ts'
import type { ValidRanges } from '../../signal/valid-range.ts'
import type { EtlSettings } from '../shape/etl-settings.ts'
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

/**
 * By variable, the bins that are not whole: each row is in one class of `sampleClasses`, and so is each place where a
 * row is expected and none is.
 */
export async function classifySamples(
  found: FoundRows,
  settings: Pick<EtlSettings, 'duplicates' | 'periodSeconds' | 'sampleLabel'> & {
    readonly ranges: ValidRanges
  },
): Promise<ReadonlyMap<string, BinClasses>> {
  const classes = new Map<string, BinClasses>()
  const mayRepeat = found.runs.length > 0 && settings.duplicates !== 'all'
  for (const [variable, used] of found.used) {
    if (!mayRepeat && isPlain(found, variable)) {
      classes.set(variable, countPlain(used, found))
      continue
    }
    // Loaded on demand: of most days nothing is to be said but what is missing.
    const { classifyRows } = await import('./classify-rows.ts')
    classes.set(variable, classifyRows(found, variable, settings))
  }
  return classes
}

/** Whether each row is a valid sample or has no value. */
function isPlain({ rows, outOfRange, marks }: FoundRows, variable: string): boolean {
  const isMarked =
    (marks.excluded?.has(variable) ?? false) || (marks.frozen?.has(variable) ?? false)
  return !isMarked && !((outOfRange.get(variable) ?? 0) > 0) && saysNothing(rows, variable)
}

function saysNothing({ reasons }: Frame, variable: string): boolean {
  const bytes = reasons?.get(variable)
  if (bytes === undefined) return true
  for (let row = 0; row < bytes.length; row++) if (bytes[row] !== 0) return false
  return true
}

function countPlain(used: Float64Array, { edges, hasOwnRows, perBin }: FoundRows): BinClasses {
  const bins: number[] = []
  const counts: number[] = []
  const places = Math.floor(perBin)
  for (let bin = 0; bin < used.length; bin++) {
    const valid = used[bin]!
    const rows = hasOwnRows ? valid : edges[bin + 1]! - edges[bin]!
    const missing = Math.max(places, rows) - valid
    if (valid === perBin && missing === 0) continue
    const at = counts.length
    bins.push(bin)
    for (let number = 0; number < sampleClasses.length; number++) counts.push(0)
    counts[at + classNumbers.valid] = valid
    counts[at + classNumbers.missing] = missing
  }
  return { bins, counts }
}
