import type { ValidRange } from '../../../signal/valid-range.ts'
import type { Instant } from '../../../time/instant.ts'
import type { EtlSettings } from '../../shape/etl-settings.ts'
import { isDoubt } from '../clear-doubtful-times.ts'
import { isOutside } from '../clear-out-of-range.ts'
import { findRuns } from '../repeated-rows.ts'
import { settleColumn } from '../settle-column.ts'
import type { SettledColumn } from '../settle-column.ts'
import { known } from './known.ts'
import { orderRule, withoutDoubts } from '../settle-rows.ts'
import { classOfTime } from './class-of-time.ts'
import type { OwnRows } from './own-rows.ts'

/** The times at which a variable changes, in order, each once. All arrays are of one length. */
export interface Changes {
  readonly time: Float64Array
  /** NaN but where `what` is `known.value`. */
  readonly values: Float64Array
  readonly what: Uint8Array
  /** Of what class a sample is from then on. */
  readonly classes: Uint8Array
}

export interface FoundChanges {
  readonly changes: Changes
  readonly settled: SettledColumn
  /** Samples outside of what is valid, and samples of a doubtful time. */
  readonly outOfRange: number
  readonly doubtful: number
}

/**
 * Rows as changes. Equal values of one time are one; of values that differ none is known to hold, unless an order
 * says which. Of a time that may be another one, nothing is known from the earlier of the two on; `otherTime` gives it.
 */
export function findChanges(
  own: OwnRows,
  range: ValidRange | undefined,
  duplicates: EtlSettings['duplicates'],
  otherTime: (time: Instant) => Instant | undefined,
): FoundChanges {
  const { time, reasons } = own
  const runs = findRuns(time)
  const order = orderRule(duplicates, reasons)
  const settled = settleColumn(time, own.values, withoutDoubts(runs, reasons), range, order)
  const conflicts = new Set(settled.conflicts.map((conflict) => conflict.time))
  const changes: { time: Instant; value: number; what: number; ofClass: number }[] = []
  let [outOfRange, doubtful] = [0, 0]
  for (let from = 0, to = 0; from < time.length; from = to) {
    while (to < time.length && time[to] === time[from]) to++
    let [value, what]: [number, number] = [NaN, known.nothing]
    let isDoubtful = false
    for (let row = from; row < to; row++) {
      const found = settled.values[row]!
      if (isDoubt(reasons[row]!)) {
        isDoubtful = true
        if (Number.isFinite(found)) doubtful++
      } else if (Number.isFinite(found)) {
        const isOut = range !== undefined && isOutside(found, range)
        if (isOut) outOfRange++
        if (!isOut) [value, what] = [found, known.value]
        else if (what !== known.value) what = known.outOfRange
      }
    }
    let at = time[from]!
    if (isDoubtful) {
      what = known.doubt
      at = Math.min(at, otherTime(at) ?? at)
    } else if (conflicts.has(at)) what = known.conflict
    // A row without a value has no reason of its time: that one takes its place.
    else if (what === known.nothing) at = Math.min(at, otherTime(at) ?? at)
    // Whatever has a doubtful time lies beside others that have: they all may be as early.
    const last = changes.at(-1)
    if (last !== undefined && at < last.time) at = last.time
    if (last !== undefined && at === last.time) changes.pop()
    const ofClass = classOfTime(what, own, [from, to], range, duplicates)
    changes.push({ time: at, value: what === known.value ? value : NaN, what, ofClass })
  }
  return {
    changes: {
      time: Float64Array.from(changes, (change) => change.time),
      values: Float64Array.from(changes, (change) => change.value),
      what: Uint8Array.from(changes, (change) => change.what),
      classes: Uint8Array.from(changes, (change) => change.ofClass),
    },
    settled,
    outOfRange,
    doubtful,
  }
}
