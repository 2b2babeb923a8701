import { microsecondsPerDay } from '../../time/instant.ts'

/** Microseconds that one is, in the formats that count from 1970. */
const units: Readonly<Record<string, number>> = {
  'epoch-seconds': 1e6,
  'epoch-milliseconds': 1000,
  'epoch-microseconds': 1,
  'epoch-nanoseconds': 0.001,
}

/** The day that a spreadsheet counts as 0, in days since 1970: in most of them, and in old ones of a Mac. */
const firstDays: Readonly<Record<string, number>> = { excel: -25_569, 'excel-1904': -24_107 }

export const epochFormats: readonly string[] = Object.keys(units)
export const serialFormats: readonly string[] = Object.keys(firstDays)

/** An instant, as microseconds since 1970, or why the text is none; an epoch needs no zone. */
export function readEpoch(format: string, text: string): number | string {
  const unit = units[format]!
  const match = /^-?\d+(?:[.,](\d+))?(?:[eE]\+?(\d{1,2}))?$/.exec(text)
  if (match === null) return 'no time'
  const [, decimals = '', exponent] = match
  // 1.73586E+12 is what a spreadsheet shows of milliseconds: it stands for any time of three hours.
  const lastDigit = exponent === undefined ? 0 : 10 ** (+exponent - decimals.length) * unit
  if (lastDigit > 1000e6) return 'too few digits to be a time'
  const plain = text.replace(',', '.')
  // 19 digits are more than a double holds: the last three are less than a microsecond.
  const instant =
    unit === 0.001 && /^-?\d{16,}$/.test(plain)
      ? Number(plain.slice(0, -3))
      : Math.round(Number(plain) * unit)
  return Math.abs(instant) < 9e15 ? instant : 'no time'
}

/**
 * What a clock showed, from the days that a spreadsheet counted. The nearest second, where the decimals
 * allow it; or why the text is no time.
 */
export function readSerial(format: string, text: string): number | string {
  const match = /^(\d{1,6})(?:[.,](\d+))?$/.exec(text)
  if (match === null) return 'no serial day'
  const [, days, decimals = ''] = match
  const ofDay = Number(`0.${decimals}`) * microsecondsPerDay
  const doubt = (10 ** -decimals.length / 2) * microsecondsPerDay
  const second = Math.round(ofDay / 1e6) * 1e6
  const away = Math.abs(second - ofDay)
  const midnight = (+days! + firstDays[format]!) * microsecondsPerDay
  if (decimals === '') return midnight
  if (doubt > 500_000) {
    // 0.5 and 0.125 are whole; 0.29 may be 06:57 as well as 06:58.
    return away < 0.1 && second % 60e6 === 0
      ? midnight + second
      : 'a serial day with too few decimals to tell the second'
  }
  return midnight + (away <= doubt ? second : Math.round(ofDay / 1000) * 1000)
}
