import { setImmediate } from 'node:timers/promises'
import { reasonNumbers } from '../../frame/reasons.ts'
import { clockChanges } from '../../time/clock-changes.ts'
import type { Interval } from '../../time/interval.ts'
import { microsecondsPerDay } from '../../time/instant.ts'
import type { SourceTable } from './source-table.ts'

/** What may be wrong with the times of an interval, where a clock without zone was changed in it. */
export interface TimeReasons {
  /** The instants that the clock showed like another instant. */
  readonly ambiguous: readonly Interval[]
  /** Whether the clock jumped over times, so that rows may bear times that it never showed. */
  readonly jumped: boolean
}

/** Whether times are those of a clock without zone that may be put forward or back. */
export function hasClockChanges(
  table: SourceTable,
): table is SourceTable & { readonly timeZone: string } {
  return table.timeZone !== undefined && !/^[+-]/.test(table.timeZone)
}

/** Clocks were not changed before, and beyond a Frame's times are not exact. */
const firstYear = 1840
const lastYear = 2255

/**
 * Looks whether the clock of a `timestamp` without zone was put forward or back so that rows of the
 * interval may bear times that stand for two instants, or for none; `undefined` where none can. The changes
 * are this machine's zone database's, as everywhere here; PostgreSQL's own may differ.
 */
export async function findTimeReasons(
  table: SourceTable,
  { start, end }: Interval,
): Promise<TimeReasons | undefined> {
  if (!hasClockChanges(table)) return undefined
  const { timeZone } = table
  const ambiguous: Interval[] = []
  let jumped = false
  const first = Math.max(firstYear, yearOf(start - microsecondsPerDay))
  const last = Math.min(lastYear, yearOf(end + microsecondsPerDay))
  for (let year = first; year <= last; year++) {
    // A year takes some milliseconds: others may use the processor in between.
    if (year > first) await setImmediate()
    for (const { at, before, after } of clockChanges(timeZone, year)) {
      const shift = Math.abs(after - before)
      // A time that was jumped over is taken for one as much after the jump.
      const from = after < before ? at - shift : at
      if (from >= end || at + shift <= start) continue
      if (after < before) ambiguous.push({ start: from, end: at + shift })
      else jumped = true
    }
  }
  return jumped || ambiguous.length > 0 ? { ambiguous, jumped } : undefined
}

/** The reason of each row, in any order of times; `isJumped` says which of them bear a time that never was. */
export function timeReasonsOf(
  time: Float64Array,
  { ambiguous }: TimeReasons,
  isJumped: Float64Array | undefined,
): Uint8Array {
  const reasons = new Uint8Array(time.length)
  // Where rows of several assets come one after the other, the first is not the least.
  let [first, last] = [Infinity, -Infinity]
  for (let row = 0; row < time.length; row++) {
    first = Math.min(first, time[row]!)
    last = Math.max(last, time[row]!)
  }
  for (const { start, end } of ambiguous) {
    if (start > last || end <= first) continue
    for (let row = 0; row < time.length; row++) {
      const instant = time[row]!
      if (instant >= start && instant < end) reasons[row] = reasonNumbers['ambiguous-time']
    }
  }
  for (let row = 0; row < (isJumped?.length ?? 0); row++) {
    if (isJumped![row] === 1) reasons[row] = reasonNumbers['nonexistent-time']
  }
  return reasons
}

function yearOf(instant: number): number {
  return new Date(Math.floor(instant / 1000)).getUTCFullYear()
}
