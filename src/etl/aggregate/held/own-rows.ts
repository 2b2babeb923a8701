import type { Frame } from '../../../frame/frame.ts'
import { columnOf } from '../../../frame/frame.ts'
import { isOfValue } from '../../../frame/reasons.ts'
import { longestHold } from '../../../signal/hold.ts'
import type { Hold } from '../../../signal/hold.ts'
import type { Instant } from '../../../time/instant.ts'

/** The rows of a frame that are a day's, [from, to); those before them may hold when it begins, at `start`. */
export interface DayRows {
  readonly frame: Frame
  readonly from: number
  readonly to: number
  readonly start: Instant
  /** Of a variable's rows whose order is known each one's place among those of its time. */
  readonly placesOf?: ((variable: string) => Uint32Array | undefined) | undefined
}

/** Rows in which one variable says something: a value, or why there is none. All arrays are of one length. */
export interface OwnRows {
  readonly time: Float64Array
  readonly values: Float64Array
  readonly reasons: Uint8Array
  readonly places: Uint32Array | undefined
}

/** Those of a day, and those of the latest time before it, if they still hold when it begins. */
export interface OwnRowsOfDay {
  readonly carried: OwnRows
  readonly ofDay: OwnRows
}

/** A row without a value and without a reason for that says nothing of the variable: what held holds on. */
export function ownRows(rows: DayRows, variable: string, hold: Hold): OwnRowsOfDay {
  const values = columnOf(rows.frame, variable)
  const reasons = rows.frame.reasons?.get(variable)
  const isOwn = (row: number) => Number.isFinite(values[row]!) || isOfValue(reasons?.[row] ?? 0)
  const { time } = rows.frame
  const places = rows.placesOf?.(variable)
  const ofDay: number[] = []
  for (let row = rows.from; row < rows.to; row++) if (isOwn(row)) ofDay.push(row)
  const carried: number[] = []
  const earliest = rows.start - longestHold(hold)
  for (let row = rows.from - 1; row >= 0 && time[row]! > earliest; row--) {
    if (carried.length > 0 && time[row] !== time[carried[0]!]) break
    if (isOwn(row)) carried.unshift(row)
  }
  const pick = (chosen: readonly number[]): OwnRows => ({
    time: Float64Array.from(chosen, (row) => time[row]!),
    values: Float64Array.from(chosen, (row) => values[row]!),
    reasons: Uint8Array.from(chosen, (row) => reasons?.[row] ?? 0),
    places: places && Uint32Array.from(chosen, (row) => places[row]!),
  })
  return { carried: pick(carried), ofDay: pick(ofDay) }
}
