import { clockChanges } from '../../time/clock-changes.ts'
import type { ClockChange } from '../../time/clock-changes.ts'
import { formatInstant, microsecondsPerDay, microsecondsPerMinute } from '../../time/instant.ts'
import type { Instant } from '../../time/instant.ts'
import { isZone } from '../../time/zone.ts'
import type { DoubtfulTimes } from './clear-doubtful-times.ts'

/**
 * A line for each reason that samples have a doubtful time for: how many, which times of the Source's clock,
 * and what to do. `clock` is its zone, as the Connector says it; times are the frame's, moved by `shift`.
 */
export function remarksOnTimes(
  doubtful: readonly DoubtfulTimes[],
  clock: string | undefined,
  shift: number,
): string[] {
  const zone = clock !== undefined && isZone(clock) ? clock : undefined
  return doubtful.map((one) => {
    const change = zone === undefined ? undefined : changeAt(one.first + shift, zone)
    const counts = [...one.samples].map(
      ([variable, count], index) => `${count} ${index === 0 ? 'samples ' : ''}of ${variable}`,
    )
    const offset = change === undefined ? 0 : offsetOf(one, change)
    const [first, last] = [one.first, one.last].map((time) =>
      clockText(time + shift + offset, change === undefined),
    )
    const span = first === last ? first! : `${first} to ${last}`
    const where = change === undefined ? '' : ` in ${zone}`
    const what =
      one.reason === 'ambiguous-time'
        ? `an ambiguous time: ${span} comes twice${where}`
        : `a time that does not exist: the clock jumps over ${span}${where}`
    return `${counts.join(', ')} have ${what}; they and the rest of their bins are left out. ${advice(change)}`
  })
}

/** The change that makes a time doubtful: the nearest one within a day. */
function changeAt(instant: Instant, zone: string): ClockChange | undefined {
  const years = [instant - microsecondsPerDay, instant + microsecondsPerDay].map((time) =>
    new Date(time / 1000).getUTCFullYear(),
  )
  const distance = ({ at }: ClockChange) => Math.abs(at - instant)
  return [...new Set(years)]
    .flatMap((year) => clockChanges(zone, year))
    .filter((change) => distance(change) <= microsecondsPerDay)
    .sort((a, b) => distance(a) - distance(b))[0]
}

/** From the instant that a time was taken for to what the clock showed. */
function offsetOf({ reason, first }: DoubtfulTimes, { at, before, after }: ClockChange): number {
  return reason === 'nonexistent-time' || first < at ? before : after
}

function clockText(local: number, isInstant: boolean): string {
  const text = formatInstant(local)
  return isInstant ? text : text.replace('T', ' ').slice(0, 16)
}

/** A clock without summer time has a fixed zone, if it is at whole hours: `Etc/GMT+3` is UTC-3. */
function advice(change: ClockChange | undefined): string {
  const clean = 'a clock that is put forward and back must be recorded in UTC or with its offset'
  if (change === undefined) return `What to do: ${clean}`
  const hours = Math.min(change.before, change.after) / (60 * microsecondsPerMinute)
  if (!Number.isInteger(hours)) return `What to do: ${clean}`
  const name = hours === 0 ? 'UTC' : `Etc/GMT${hours < 0 ? '+' : '-'}${Math.abs(hours)}`
  return `What to do: if the clock keeps winter time all year, SOURCE_TIME_ZONE=${name} for the Connector; ${clean}`
}
