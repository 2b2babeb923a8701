import { columnOf } from '../../frame/frame.ts'
import { isOfValue, reasonNumbers } from '../../frame/reasons.ts'
import { classNumbers as classes, sampleClasses } from '../../signal/sample-class.ts'
import type { ValidRange, ValidRanges } from '../../signal/valid-range.ts'
import type { Instant } from '../../time/instant.ts'
import type { EtlSettings } from '../shape/etl-settings.ts'
import { isDoubt } from './clear-doubtful-times.ts'
import { isOutside } from './clear-out-of-range.ts'
import { collectBins } from './bin-classes.ts'
import type { BinClasses, FoundRows } from './bin-classes.ts'
import type { Runs } from './repeated-rows.ts'
import { withoutDoubts } from './settle-rows.ts'

/** In place of a class: the row says nothing of the variable, and is no sample of it. */
const noRow = 255

/** One variable's bins that are not whole, row by row: of a day of which there is more to say than what is missing. */
export function classifyRows(
  found: FoundRows,
  variable: string,
  settings: Pick<EtlSettings, 'duplicates' | 'leaveOut'> & { readonly ranges: ValidRanges },
): BinClasses {
  const { rows, edges, doubtful, settled, perBin } = found
  const mayRepeat = settings.duplicates !== 'all'
  const reasons = rows.reasons?.get(variable)
  const ofRow = classesOfRows(found, variable, settings.ranges.get(variable))
  const conflicts = new Set(
    mayRepeat ? (settled?.get(variable)?.conflicts ?? []).map(({ time }) => time) : [],
  )
  if (mayRepeat) {
    settleRuns(ofRow, rows.time, withoutDoubts(found.runs, reasons), conflicts, settings)
  }
  const doubts = doubtful.get(variable)
  if (conflicts.size > 0 || doubts !== undefined) leaveOutBins(ofRow, edges, doubts)
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
    const value = values[row]!
    const reason = reasons === undefined ? 0 : reasons[row]!
    if (!Number.isFinite(value)) {
      found[row] = hasOwnRows && !isOfValue(reason) ? noRow : classWithoutValue(reason)
    } else if (reason !== 0 && isDoubt(reason)) found[row] = classes.ambiguous
    else if (range !== undefined && isOutside(value, range)) found[row] = classes.out_of_range
    else if (frozen !== undefined && frozen[row] === 1) found[row] = classes.frozen
    else if (reason === uncertain) found[row] = classes.uncertain_quality
    if (excluded !== undefined && excluded[row] === 1 && found[row] !== noRow) {
      found[row] = classes.excluded
    }
  }
  return found
}

/** Of a row without a value, by what the Source says of it. */
export function classWithoutValue(reason: number): number {
  return withoutValue.get(reason) ?? classes.missing
}

const uncertain = reasonNumbers['uncertain-quality']

const withoutValue = new Map<number, number>([
  [reasonNumbers['bad-quality'], classes.bad_quality],
  [reasonNumbers['no-number'], classes.no_number],
  [reasonNumbers['state'], classes.no_number],
  [reasonNumbers['out-of-range'], classes.out_of_range],
])

type Standing = Pick<EtlSettings, 'duplicates' | 'leaveOut'>

/** One row of each time stands for the others; where values differ and none does, they conflict. */
function settleRuns(
  ofRow: Uint8Array,
  time: Float64Array,
  runs: Runs,
  conflicts: ReadonlySet<Instant>,
  settings: Standing,
): void {
  for (let run = 0; run < runs.length; run += 2) {
    const [from, to] = [runs[run]!, runs[run + 1]!]
    const isConflict = conflicts.size > 0 && conflicts.has(time[from]!)
    const stands = isConflict ? -1 : standing(ofRow, from, to, settings)
    for (let row = from; row < to; row++) {
      if (row === stands || !isOfRun(ofRow[row]!)) continue
      const isOne = isConflict && isUsed(ofRow[row]!)
      ofRow[row] = isOne ? classes.conflicting : classes.duplicate
    }
  }
}

function isOfRun(number: number): boolean {
  return number !== noRow && number !== classes.excluded
}

/**
 * The row of [from, to) whose value is the sample: that of the best class, unless their order says which; without such a
 * value the one that says most of why. -1 where there is none.
 */
function standing(
  ofRow: Uint8Array,
  from: number,
  to: number,
  { duplicates, leaveOut }: Standing,
): number {
  // What is left out says nothing of its time where another row has a value that is not.
  const isLeftOut = (number: number) =>
    leaveOut !== undefined &&
    ((number === classes.frozen && leaveOut.includes('frozen')) ||
      (number === classes.uncertain_quality && leaveOut.includes('uncertain')))
  const isKept = (number: number) => isUsed(number) && !isLeftOut(number)
  const hasKept = leaveOut !== undefined && ofRow.subarray(from, to).some(isKept)
  let [best, most, first, last] = [-1, -1, -1, -1]
  for (let row = from; row < to; row++) {
    const number = ofRow[row]!
    if (!isOfRun(number) || (hasKept && !isKept(number))) continue
    if (best < 0 || number < ofRow[best]!) best = row
    if (most < 0 || number > ofRow[most]!) most = row
    if (!isUsed(number)) continue
    if (first < 0) first = row
    last = row
  }
  if (duplicates === 'last' && last >= 0) return last
  if (duplicates === 'first' && first >= 0) return first
  return best >= 0 && ofRow[best]! >= classes.missing ? most : best
}

/** Whether statistics may be made of a class's values. */
function isUsed(number: number): boolean {
  return number <= classes.frozen
}

/** The values beside a conflict in its bin, and all of a bin in which a time is doubtful. */
function leaveOutBins(
  ofRow: Uint8Array,
  edges: Int32Array,
  doubts: ReadonlyMap<number, number> | undefined,
): void {
  for (let bin = 0; bin < edges.length - 1; bin++) {
    const rows = ofRow.subarray(edges[bin], edges[bin + 1])
    if (doubts?.has(bin) === true) {
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
  const { add, all } = collectBins(edges.length - 1)
  const ofBin = new Uint32Array(sampleClasses.length)
  const expected = Math.floor(perBin)
  for (let bin = 0; bin < edges.length - 1; bin++) {
    const [from, to] = [edges[bin]!, edges[bin + 1]!]
    ofBin.fill(0)
    let rows = 0
    let places = 0
    let last = NaN
    for (let row = from; row < to; row++) {
      const number = ofRow[row]!
      if (number === noRow) continue
      ofBin[number]!++
      rows++
      if (time === undefined) places++
      else if (time[row] !== last) {
        places++
        last = time[row]!
      }
    }
    if (ofBin[classes.valid] === perBin && rows === perBin) continue
    ofBin[classes.missing]! += Math.max(0, expected - places)
    add(bin, ofBin)
  }
  return all()
}
