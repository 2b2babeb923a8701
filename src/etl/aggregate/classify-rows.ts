import { columnOf } from '../../frame/frame.ts'
import { isOfValue, reasonNumbers } from '../../frame/reasons.ts'
import { classNumbers as classes, sampleClasses } from '../../signal/sample-class.ts'
import type { ValidRange, ValidRanges } from '../../signal/valid-range.ts'
import type { Instant } from '../../time/instant.ts'
import type { EtlSettings } from '../shape/etl-settings.ts'
import { isDoubt } from './clear-doubtful-times.ts'
import { isOutside } from './clear-out-of-range.ts'
import type { BinClasses, FoundRows } from './bin-classes.ts'
import type { Runs } from './repeated-rows.ts'
import { withoutDoubts } from './settle-rows.ts'

/** In place of a class: the row says nothing of the variable, and is no sample of it. */
const noRow = 255

/** One variable's bins that are not whole, row by row: of a day of which there is more to say than what is missing. */
export function classifyRows(
  found: FoundRows,
  variable: string,
  settings: Pick<EtlSettings, 'duplicates'> & { readonly ranges: ValidRanges },
): BinClasses {
  const { rows, edges, doubtful, settled, perBin } = found
  const mayRepeat = settings.duplicates !== 'all'
  const reasons = rows.reasons?.get(variable)
  const ofRow = classesOfRows(found, variable, settings.ranges.get(variable))
  const conflicts = new Set(
    mayRepeat ? (settled?.get(variable)?.conflicts ?? []).map(({ time }) => time) : [],
  )
  if (mayRepeat) {
    settleRuns(ofRow, rows.time, withoutDoubts(found.runs, reasons), conflicts, settings.duplicates)
  }
  leaveOutBins(ofRow, edges, (bin) => doubtful.get(variable)?.has(bin) ?? false)
  return countRows(ofRow, mayRepeat ? rows.time : undefined, edges, perBin)
}

/** What each row is by itself. */
function classesOfRows(
  { rows, marks, hasOwnRows }: FoundRows,
  variable: string,
  range: ValidRange | undefined,
): Uint8Array {
  const values = columnOf(rows, variable)
  const reasons = rows.reasons?.get(variable)
  const excluded = marks.excluded?.get(variable)
  const frozen = marks.frozen?.get(variable)
  const found = new Uint8Array(values.length)
  for (let row = 0; row < values.length; row++) {
    const [value, reason] = [values[row]!, reasons?.[row] ?? 0]
    if (!Number.isFinite(value)) {
      found[row] = hasOwnRows && !isOfValue(reason) ? noRow : classWithoutValue(reason)
    } else if (isDoubt(reason)) found[row] = classes.ambiguous
    else if (range !== undefined && isOutside(value, range)) found[row] = classes.out_of_range
    else if (frozen?.[row] === 1) found[row] = classes.frozen
    else if (reason === reasonNumbers['uncertain-quality']) {
      found[row] = classes.uncertain_quality
    }
    if (excluded?.[row] === 1 && found[row] !== noRow) found[row] = classes.excluded
  }
  return found
}

/** Of a row without a value, by what the Source says of it. */
export function classWithoutValue(reason: number): number {
  return withoutValue.get(reason) ?? classes.missing
}

const withoutValue = new Map<number, number>([
  [reasonNumbers['bad-quality'], classes.bad_quality],
  [reasonNumbers['no-number'], classes.no_number],
  [reasonNumbers['state'], classes.no_number],
  [reasonNumbers['out-of-range'], classes.out_of_range],
])

/** One row of each time stands for the others; where values differ and none does, they conflict. */
function settleRuns(
  ofRow: Uint8Array,
  time: Float64Array,
  runs: Runs,
  conflicts: ReadonlySet<Instant>,
  duplicates: EtlSettings['duplicates'],
): void {
  for (let run = 0; run < runs.length; run += 2) {
    const rows: number[] = []
    for (let row = runs[run]!; row < runs[run + 1]!; row++) {
      if (ofRow[row] !== noRow && ofRow[row] !== classes.excluded) rows.push(row)
    }
    if (rows.length < 2) continue
    if (conflicts.has(time[rows[0]!]!)) {
      for (const row of rows) {
        ofRow[row] = isUsed(ofRow[row]!) ? classes.conflicting : classes.duplicate
      }
      continue
    }
    const stands = standing(ofRow, rows, duplicates)
    for (const row of rows) if (row !== stands) ofRow[row] = classes.duplicate
  }
}

/** The row whose value is the sample; without such a value the one that says most of why. */
function standing(
  ofRow: Uint8Array,
  rows: readonly number[],
  duplicates: EtlSettings['duplicates'],
): number {
  const used = rows.filter((row) => isUsed(ofRow[row]!))
  if (duplicates === 'last' && used.length > 0) return used.at(-1)!
  if (duplicates === 'first' && used.length > 0) return used[0]!
  if (rows.every((row) => ofRow[row]! >= classes.missing)) {
    return rows.reduce((most, row) => (ofRow[row]! > ofRow[most]! ? row : most))
  }
  return rows.reduce((least, row) => (ofRow[row]! < ofRow[least]! ? row : least))
}

/** Whether statistics may be made of a class's values. */
function isUsed(number: number): boolean {
  return number <= classes.frozen
}

/** The values beside a conflict in its bin, and all of a bin in which a time is doubtful. */
function leaveOutBins(
  ofRow: Uint8Array,
  edges: Int32Array,
  isDoubtful: (bin: number) => boolean,
): void {
  for (let bin = 0; bin < edges.length - 1; bin++) {
    const rows = ofRow.subarray(edges[bin], edges[bin + 1])
    if (isDoubtful(bin)) {
      for (let row = 0; row < rows.length; row++) {
        if (isUsed(rows[row]!) || rows[row] === classes.conflicting) rows[row] = classes.ambiguous
      }
    } else if (rows.includes(classes.conflicting)) {
      for (let row = 0; row < rows.length; row++) {
        if (isUsed(rows[row]!)) rows[row] = classes.conflicting
      }
    }
  }
}

/** `time` where rows of one time are one place; without it each row is one. */
function countRows(
  ofRow: Uint8Array,
  time: Float64Array | undefined,
  edges: Int32Array,
  perBin: number,
): BinClasses {
  const bins: number[] = []
  const counts: number[] = []
  const ofBin = new Uint32Array(sampleClasses.length)
  for (let bin = 0; bin < edges.length - 1; bin++) {
    ofBin.fill(0)
    let [rows, places, last] = [0, 0, NaN]
    for (let row = edges[bin]!; row < edges[bin + 1]!; row++) {
      if (ofRow[row] === noRow) continue
      ofBin[ofRow[row]!]!++
      rows++
      if (time === undefined || time[row] !== last) places++
      last = time?.[row] ?? NaN
    }
    const absent = Math.max(0, Math.floor(perBin) - places)
    if (ofBin[classes.valid] === perBin && rows === perBin) continue
    ofBin[classes.missing]! += absent
    bins.push(bin)
    counts.push(...ofBin)
  }
  return { bins, counts }
}
