import { columnOf } from '../../../frame/frame.ts'
import type { Frame } from '../../../frame/frame.ts'
import { reasonNumbers } from '../../../frame/reasons.ts'
import { isOutside } from '../clear-out-of-range.ts'
import type { ValidRange, ValidRanges } from '../../../signal/valid-range.ts'
import type { MinuteParts, Minutes } from '../../shape/minute-parts.ts'
import type { SettledColumn } from '../settle-column.ts'
import type { MinuteColumns, MinuteFacts } from './aggregate-minutes.ts'

const parts = ['std', 'min', 'max', 'count'] as const

/** What can be valid of a part: no std is below zero, and extremes are of the variable's own range. */
function rangeOf(
  part: (typeof parts)[number],
  variable: string,
  ranges: ValidRanges,
): ValidRange | undefined {
  if (part === 'std' || part === 'count') return { least: 0, most: Number.MAX_VALUE }
  return ranges.get(variable)
}

/**
 * The rows without values of which somebody should say of how many samples they were made, and nobody does, or of none:
 * they have no weight, and are no values, but rows of their variable all the same, as their reason then says. `counts`: how
 * many values those were, by variable.
 */
export function clearCountless(
  rows: Frame,
  minutes: Minutes,
  ranges: ValidRanges,
): { readonly rows: Frame; readonly counts: ReadonlyMap<string, number> } {
  const columns = new Map(rows.columns)
  const reasons = new Map(rows.reasons)
  const counts = new Map<string, number>()
  for (const [variable, { count }] of minutes) {
    const values = rows.columns.get(variable)
    if (count === undefined || values === undefined) continue
    const range = ranges.get(count)
    const weights = columnOf(rows, count).map((weight) =>
      weight > 0 && (range === undefined || !isOutside(weight, range)) ? weight : NaN,
    )
    let cleared = 0
    const why = rows.reasons?.get(variable)?.slice() ?? new Uint8Array(values.length)
    const left = values.map((value, row) => {
      if (!Number.isFinite(value) || isWeighed(rows.time, weights, row)) return value
      cleared++
      why[row] = reasonNumbers['no-value']
      return NaN
    })
    if (cleared === 0) continue
    columns.set(variable, left)
    reasons.set(variable, why)
    counts.set(variable, cleared)
  }
  return { rows: counts.size === 0 ? rows : { ...rows, columns, reasons }, counts }
}

/** What is said of a variable's minutes, in the rows of its values; NaN where rows of one time differ in it. */
export function minuteColumns(
  frame: Frame,
  variable: string,
  { std, min, max, count }: MinuteParts,
  ranges: ValidRanges,
  settled: ReadonlyMap<string, SettledColumn> | undefined,
): MinuteColumns {
  const names = { std, min, max, count }
  const columns: Record<string, Float64Array> = {}
  for (const part of parts) {
    const name = names[part]
    if (name === undefined) continue
    const conflicts = new Set((settled?.get(name)?.conflicts ?? []).map(({ time }) => time))
    const range = rangeOf(part, variable, ranges)
    const values = columnOf(frame, name).map((value) =>
      range === undefined || !isOutside(value, range) ? value : NaN,
    )
    columns[part] = values.map((_, row) =>
      conflicts.has(frame.time[row]!) ? NaN : atTime(frame.time, values, row),
    )
  }
  return columns
}

/** Whether there is one weight of a row's time. */
function isWeighed(time: Float64Array, weights: Float64Array, row: number): boolean {
  const found = new Set<number>()
  let first = row
  while (time[first - 1] === time[row]) first--
  for (let other = first; time[other] === time[row]; other++) {
    if (!Number.isNaN(weights[other]!)) found.add(weights[other]!)
  }
  return found.size === 1
}

/** A row's value, or where it has none that of another row of its time: tags may have a row each. */
function atTime(time: Float64Array, values: Float64Array, row: number): number {
  if (!Number.isNaN(values[row]!)) return values[row]!
  for (const step of [-1, 1]) {
    for (let other = row + step; time[other] === time[row]; other += step) {
      if (!Number.isNaN(values[other]!)) return values[other]!
    }
  }
  return NaN
}

/** Of values that have a place in a bin, how many lack what others have. */
export function countLacking(
  values: Float64Array,
  edges: Int32Array,
  { std, min, max }: MinuteColumns,
): MinuteFacts {
  const lacking = (column: Float64Array | undefined) => {
    let count = 0
    for (let row = edges[0]!; column !== undefined && row < edges.at(-1)!; row++) {
      if (!Number.isNaN(values[row]!) && Number.isNaN(column[row]!)) count++
    }
    return count
  }
  const counts = { withoutStd: lacking(std), withoutMin: lacking(min), withoutMax: lacking(max) }
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0))
}
