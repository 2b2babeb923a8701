import type { Instant } from './instant.ts'
import { offsetPattern, toOffset } from './offset.ts'
import { fromLocal } from './zone.ts'

/** A time as somebody wrote it. */
export interface WrittenTime {
  /** What the clock showed: microseconds since 1970-01-01T00:00 of that clock. */
  readonly local: number
  /** Microseconds that the clock was ahead of UTC; undefined where the text does not say it. */
  readonly offset: number | undefined
}

const pattern = new RegExp(
  `^(?!0000)(\\d{4})-(\\d{2})-(\\d{2})(?:[Tt ](\\d{2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?(?:${offsetPattern})?)?$`,
)
const plusBecameSpace = /(:\d{2}(?:[.,]\d{1,9})?) {1,2}(\d{2}(?::?\d{2})?)$/

/**
 * Reads RFC 3339, or a date or an offset-less time, which mean `zone`. A space stands for the `+`
 * of an offset, since that is what an unencoded `+` in a URL becomes. `undefined` if it is no time.
 */
export function parseTime(text: string, zone: string): Instant | undefined {
  const time = parseWrittenTime(text.replace(plusBecameSpace, '$1+$2'))
  if (time === undefined) return undefined
  return time.offset === undefined ? fromLocal(time.local, zone) : time.local - time.offset
}

/** Reads the same forms as `parseTime`, but for the space; `undefined` if it is no time. */
export function parseWrittenTime(text: string): WrittenTime | undefined {
  const match = pattern.exec(text)
  if (match === null) return undefined
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = ''] = match
  const micros = Number(fraction.slice(0, 6).padEnd(6, '0'))
  const local = toMicroseconds(+year!, +month!, +day!, +hour, +minute, +second, micros)
  if (local === undefined) return undefined
  const [word, sign, hours, minutes, seconds] = match.slice(8)
  if (word === undefined && sign === undefined) return { local, offset: undefined }
  const offset = toOffset(word, sign, hours, minutes, seconds)
  return offset === undefined ? undefined : { local, offset }
}

/**
 * A calendar time as microseconds since 1970, or `undefined` where the calendar has no such time. 24:00
 * is the next day's midnight (ISO 8601); 24:01 is none.
 */
export function toMicroseconds(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  micros = 0,
): number | undefined {
  if (hour > 24 || minute > 59 || second > 59) return undefined
  if (hour === 24 && minute + second + micros > 0) return undefined
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined
  return (date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000) * 1000 + micros
}
