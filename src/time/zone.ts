import { microsecondsPerDay, microsecondsPerMinute } from './instant.ts'
import type { Instant } from './instant.ts'

/** Zones whose formatters are kept, 20 kB each: a server may be asked for any, in any spelling. */
const mostFormats = 32

/** By the zone's name in small letters, the oldest first. */
const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string): Intl.DateTimeFormat {
  const key = zone.toLowerCase()
  let format = formats.get(key)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    if (formats.size >= mostFormats) formats.delete(formats.keys().next().value!)
    formats.set(key, format)
  }
  return format
}

/**
 * Whether the platform's time zone database knows this name. An offset is no name: `+03:00` is three
 * hours east to Intl, but three hours west to PostgreSQL.
 */
export function isZone(zone: string): boolean {
  if (/^[+-]/.test(zone)) return false
  // Intl's first formatter takes 17 ms, a tenth of a whole run.
  if (isUtc(zone)) return true
  try {
    formatOf(zone)
    return true
  } catch {
    return false
  }
}

/** Whether the zone is UTC itself: the common case, which needs no look-up. */
export function isUtc(zone: string): boolean {
  return /^(etc\/)?(utc|gmt|uct|zulu|universal|greenwich)$/i.test(zone)
}

/** 0002-01-01T00:00:00Z. */
const secondYear = -62_104_060_800e6

/** What a clock on the wall shows at an instant, as microseconds since 1970-01-01T00:00 of that clock. */
export function toLocal(instant: Instant, zone: string): number {
  if (isUtc(zone)) return instant
  // Of a year before 1 Intl tells the number, but not that it is before; no clock was put anywhere then.
  if (instant < secondYear) return instant + offsetAt(secondYear, zone)
  const second = Math.floor(instant / 1e6) * 1e6
  const parts: Record<string, number> = {}
  for (const { type, value } of formatOf(zone).formatToParts(second / 1000)) {
    parts[type] = Number(value)
  }
  const { year, month, day, hour, minute, second: seconds } = parts
  const date = new Date(Date.UTC(2000, month! - 1, day, hour, minute, seconds))
  // Date.UTC alone takes the years 0 to 99 for 1900 to 1999.
  return date.setUTCFullYear(year!) * 1000 + (instant - second)
}

/**
 * The instant at which a wall clock shows `local` (microseconds since 1970-01-01T00:00 of that
 * clock). Shown twice, the first; never shown (the clock jumped over it), the instant of the jump.
 */
export function fromLocal(local: number, zone: string): Instant {
  if (isUtc(zone)) return local
  const [before, after] = [-microsecondsPerDay, microsecondsPerDay].map((shift) =>
    offsetAt(local + shift, zone),
  )
  // No change near: the common case, which needs no further look.
  if (before === after) return local - before!
  const candidates = [local - before!, local - after!].sort((a, b) => a - b)
  const match = candidates.find((instant) => toLocal(instant, zone) === local)
  return match ?? findJump(candidates[0]!, candidates[1]!, local, zone)
}

/** The first whole second in (before, after] at which the wall clock shows more than `local`. */
function findJump(before: Instant, after: Instant, local: number, zone: string): Instant {
  let low = Math.floor(before / 1e6) - 1
  let high = Math.ceil(after / 1e6)
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (toLocal(middle * 1e6, zone) > local) high = middle
    else low = middle
  }
  return high * 1e6
}

/** What the zone's clock is ahead of UTC at an instant, in microseconds. */
export function offsetAt(instant: Instant, zone: string): number {
  return toLocal(instant, zone) - instant
}

/** Offset from UTC in whole minutes, for messages: `+05:45`. */
export function formatOffset(instant: Instant, zone: string): string {
  const minutes = Math.round(offsetAt(instant, zone) / microsecondsPerMinute)
  const size = Math.abs(minutes)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}
