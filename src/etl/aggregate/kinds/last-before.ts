import type { Frame } from '../../../frame/frame.ts'
import type { ValidRange } from '../../../signal/valid-range.ts'
import type { Instant } from '../../../time/instant.ts'
import { isDoubt } from '../clear-doubtful-times.ts'
import { isOutside } from '../clear-out-of-range.ts'

/** Rows of a day, from `from` on, and those before them. */
export interface RowsBefore {
  readonly frame: Frame
  readonly from: number
  /** How far back rows are looked at. */
  readonly earliest: Instant
}

/**
 * The last value of a counter before a day that can be used: in range, of a time that is none other's, and at which no
 * other value is. Zeros are passed over, as the day's own are. NaN where there is none.
 */
export function lastBefore(
  { frame, from, earliest }: RowsBefore,
  variable: string,
  range: ValidRange | undefined,
): number {
  const { time } = frame
  const values = frame.columns.get(variable)
  const reasons = frame.reasons?.get(variable)
  if (values === undefined) return NaN
  for (let row = from - 1; row >= 0 && time[row]! >= earliest;) {
    const at = time[row]!
    const own = new Set<number>()
    let isDoubtful = false
    for (; row >= 0 && time[row] === at; row--) {
      const value = values[row]!
      if (!Number.isFinite(value) || (range !== undefined && isOutside(value, range))) continue
      own.add(value)
      isDoubtful ||= isDoubt(reasons?.[row] ?? 0)
    }
    if (own.size !== 1 || isDoubtful) continue
    const [value] = own
    if (value !== 0) return value!
  }
  return NaN
}
