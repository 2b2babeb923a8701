import { clockChanges } from '../../time/clock-changes.ts'
import { isZone, offsetAt } from '../../time/zone.ts'

const hour = 3600e6

/**
 * A zone whose clock is always so far ahead of UTC (microseconds): `Etc/GMT-1` is UTC+1. An offset that is
 * no whole hour has no such name: then a place that keeps it, if there is one.
 */
export function fixedZone(offset: number, year: number): string | undefined {
  if (offset === 0) return 'UTC'
  const hours = offset / hour
  if (Number.isInteger(hours)) {
    const name = `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`
    return isZone(name) ? name : undefined
  }
  return Intl.supportedValuesOf('timeZone').find(
    (zone) =>
      offsetAt(Date.UTC(year, 0, 1) * 1000, zone) === offset &&
      [year - 2, year - 1, year].every((each) => clockChanges(zone, each).length === 0),
  )
}

/** `UTC+1`, `UTC-3:30`. */
export function describeOffset(offset: number): string {
  const minutes = Math.abs(offset) / 60e6
  const rest = minutes % 60 === 0 ? '' : `:${String(minutes % 60).padStart(2, '0')}`
  return `UTC${offset < 0 ? '-' : '+'}${Math.floor(minutes / 60)}${rest}`
}
