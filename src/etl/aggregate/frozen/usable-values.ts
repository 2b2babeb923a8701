import { columnOf } from '../../../frame/frame.ts'
import type { Frame } from '../../../frame/frame.ts'
import { reasonNumbers } from '../../../frame/reasons.ts'
import type { ValidRange } from '../../../signal/valid-range.ts'
import type { EtlSettings } from '../../shape/etl-settings.ts'
import { isDoubt } from '../clear-doubtful-times.ts'
import { isOutside } from '../clear-out-of-range.ts'

/**
 * A variable's values in the rows [from, to), with NaN in place of what shows nothing of its sensor: what is outside of
 * its range, or of a doubtful time. Of rows of one time one alone has the value, by the setting `duplicates`; none where
 * values differ and it does not say which.
 */
export function usableValues(
  frame: Frame,
  variable: string,
  [from, to]: readonly [number, number],
  range: ValidRange | undefined,
  duplicates: EtlSettings['duplicates'],
): Float64Array {
  const values = columnOf(frame, variable).slice(from, to)
  const reasons = frame.reasons?.get(variable)?.subarray(from, to)
  for (let row = 0; row < values.length; row++) {
    const isDoubtful = reasons !== undefined && isDoubt(reasons[row]!)
    if (isDoubtful || (range !== undefined && isOutside(values[row]!, range))) values[row] = NaN
  }
  if (duplicates !== 'all') settleTimes(frame.time.subarray(from, to), values, reasons, duplicates)
  return values
}

function settleTimes(
  time: Float64Array,
  values: Float64Array,
  reasons: Uint8Array | undefined,
  duplicates: EtlSettings['duplicates'],
): void {
  for (let start = 0, end = 0; start < time.length; start = end) {
    while (end < time.length && time[end] === time[start]) end++
    if (end - start < 2) continue
    const rows = Array.from({ length: end - start }, (_, at) => start + at).filter((row) =>
      Number.isFinite(values[row]!),
    )
    if (rows.length < 2) continue
    const isOne = rows.every((row) => values[row] === values[rows[0]!])
    const isOrdered = rows.every((row) => reasons?.[row] !== reasonNumbers['unordered-row'])
    const isDecided = isOne || (isOrdered && (duplicates === 'first' || duplicates === 'last'))
    const stands = isDecided ? rows.at(duplicates === 'last' ? -1 : 0) : undefined
    for (const row of rows) if (row !== stands) values[row] = NaN
  }
}
