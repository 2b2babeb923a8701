import type { Instant } from '../../../time/instant.ts'
import type { Interval } from '../../../time/interval.ts'
import { formatOffset, isUtc, toLocal } from '../../../time/zone.ts'

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

/** `2025-01-03 12:10`, as the zone's clock shows it; with seconds where there are any. */
export function showTime(at: Instant, zone: string): string {
  const text = new Date(toLocal(at, zone) / 1000).toISOString()
  return `${text.slice(0, 10)} ${text.slice(11, text.slice(17, 19) === '00' ? 16 : 19)}`
}

/** `2025-10-26 02:10 +01:00`: an hour that is shown twice is told apart. */
export function showTimeAndOffset(at: Instant, zone: string): string {
  return `${showTime(at, zone)} ${isUtc(zone) ? 'UTC' : formatOffset(at, zone)}`
}

/** `2025-01-03 00:00 to 2025-01-04 00:00, UTC`; with offsets where the clock is changed between them. */
export function showInterval({ start, end }: Interval, zone: string): string {
  const isChanged = !isUtc(zone) && formatOffset(start, zone) !== formatOffset(end, zone)
  const show = isChanged ? showTimeAndOffset : showTime
  return `${show(start, zone)} to ${show(end, zone)}, ${zone}`
}

/** `Jan` for 0. */
export function monthName(month: number): string {
  return months[month]!
}

/** A time that the server wrote, as a zone's clock shows it. */
export function showStamp(text: string, zone: string): string {
  return showTime(Math.floor(Date.parse(text) / 60_000) * 60e6, zone)
}
