/**
 * An instant: whole microseconds since 1970-01-01T00:00:00Z, exact as a double to the year 2255.
 * PostgreSQL's own resolution.
 */
export type Instant = number

const microsecondsPerSecond = 1_000_000
export const microsecondsPerMinute = 60 * microsecondsPerSecond
export const microsecondsPerDay = 86_400 * microsecondsPerSecond

/** Digits after the seconds' point; one answer has one width. */
export type SecondDigits = 0 | 3 | 6

/** An instant as RFC 3339 in UTC: `2025-01-03T00:10:00Z`, with `digits` decimals of a second. */
export function formatInstant(instant: Instant, digits: SecondDigits = 0): string {
  const iso = new Date(Math.floor(instant / 1000)).toISOString()
  if (digits === 0) return `${iso.slice(0, -5)}Z`
  if (digits === 3) return iso
  const micros = ((instant % 1000) + 1000) % 1000
  return `${iso.slice(0, -1)}${String(micros).padStart(3, '0')}Z`
}

/** 0001-01-01T00:00:00Z, and the first instant of the year 10000. */
const writable = { from: -62_135_596_800_000_000, before: 253_402_300_800_000_000 }

/** Whether its year in UTC has the four digits that RFC 3339 writes, and is not 0000. */
export function isWritable(instant: Instant): boolean {
  return instant >= writable.from && instant < writable.before
}
