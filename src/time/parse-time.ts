import type { Instant } from './instant.ts'
import { fromLocal } from './zone.ts'

const pattern =
  /^(?!0000)(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?: ?([Zz])|([ +-])(\d{2}):?(\d{2}))?)?$/

/**
 * Reads RFC 3339, or a date or an offset-less time, which mean `zone`. A space stands for the `+`
 * of an offset, since that is what an unencoded `+` in a URL becomes. `undefined` if it is no time.
 */
export function parseTime(text: string, zone: string): Instant | undefined {
  const match = pattern.exec(text)
  if (match === null) return undefined
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = ''] = match
  const local = toMicroseconds(+year!, +month!, +day!, +hour, +minute, +second)
  if (local === undefined) return undefined
  const time = local + Math.floor(Number(fraction.slice(0, 6).padEnd(6, '0')))
  const [, , , , , , , , zulu, sign, offsetHours, offsetMinutes] = match
  if (zulu !== undefined) return time
  if (sign === undefined) return fromLocal(time, zone)
  if (+offsetHours! > 23 || +offsetMinutes! > 59) return undefined
  const offset = (+offsetHours! * 60 + +offsetMinutes!) * 60e6
  return sign === '-' ? time + offset : time - offset
}

/** A calendar time as microseconds since 1970, or `undefined` where the calendar has no such time. */
export function toMicroseconds(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number | undefined {
  if (hour > 23 || minute > 59 || second > 59) return undefined
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined
  return (date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000) * 1000
}
