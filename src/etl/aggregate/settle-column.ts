import type { ValidRange } from '../../signal/valid-range.ts'
import type { Instant } from '../../time/instant.ts'
import { isOutside } from './clear-out-of-range.ts'
import type { Runs } from './repeated-rows.ts'

/** A time at which a variable has several values, none of them out of range. */
export interface Conflict {
  readonly time: Instant
  readonly values: readonly number[]
}

/** One variable's rows of equal time, settled. */
export interface SettledColumn {
  /** One value of each time: of values that differ the first, what is out of range beside it as it is. */
  readonly values: Float64Array
  /** Rows that say what another row of the same time says. */
  readonly duplicates: number
  /** Times at which all rows that have a value say the same. */
  readonly agreeing: number
  readonly conflicts: readonly Conflict[]
  /** Times at which values differ, and their rows' order says which of them stands. */
  readonly decided: readonly Conflict[]
  /** Values out of range at times that have another value. */
  readonly beside: number
}

/** Which of values that differ stands, by the order of their rows; not where a row's place in it is not known. */
export interface OrderRule {
  readonly keep: 'first' | 'last'
  readonly isUnordered: (row: number) => boolean
}

/**
 * Equal values of one time are one sample. Of values that differ, what is no value (NaN, or out of
 * range) does not count: the other one stands. Two that both are values conflict, unless a rule says which of them stands.
 */
export function settleColumn(
  time: Float64Array,
  values: Float64Array,
  runs: Runs,
  range: ValidRange | undefined,
  order?: OrderRule,
): SettledColumn {
  const settled = values.slice()
  const conflicts: Conflict[] = []
  const decided: Conflict[] = []
  let [duplicates, agreeing, beside] = [0, 0, 0]
  for (let run = 0; run < runs.length; run += 2) {
    const seen = new Set<number>()
    const valid: number[] = []
    let repeated = 0
    let [kept, isKnown, last] = [-1, true, NaN]
    for (let row = runs[run]!; row < runs[run + 1]!; row++) {
      const value = values[row]!
      if (!Number.isFinite(value)) continue
      const isOut = range !== undefined && isOutside(value, range)
      if (order !== undefined && !isOut) {
        if (order.isUnordered(row)) isKnown = false
        last = value
      }
      if (seen.has(value)) {
        repeated++
        settled[row] = NaN
        continue
      }
      seen.add(value)
      if (isOut) continue
      if (valid.length > 0) settled[row] = NaN
      else kept = row
      valid.push(value)
    }
    duplicates += repeated
    beside += Math.max(0, seen.size - Math.max(1, valid.length))
    const found = { time: time[runs[run]!]!, values: valid }
    if (valid.length > 1 && order !== undefined && isKnown) {
      decided.push(found)
      if (order.keep === 'last') settled[kept] = last
    } else if (valid.length > 1) conflicts.push(found)
    else if (repeated > 0) agreeing++
  }
  return { values: settled, duplicates, agreeing, conflicts, decided, beside }
}
