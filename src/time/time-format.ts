import { toMicroseconds } from './parse-time.ts'

/** Reads what a clock on the wall shows, as microseconds since 1970-01-01T00:00 of that clock. */
export type ClockReader = (text: string) => number | undefined

/** The part of a time that a token stands for, and how that part is written. */
const tokens: Readonly<Record<string, readonly [part: string, pattern: string]>> = {
  yyyy: ['year', '\\d{4}'],
  MM: ['month', '\\d{1,2}'],
  dd: ['day', '\\d{1,2}'],
  HH: ['hour', '\\d{1,2}'],
  hh: ['hour12', '\\d{1,2}'],
  mm: ['minute', '\\d{2}'],
  ss: ['second', '\\d{2}'],
  S: ['fraction', '\\d{1,9}'],
  a: ['half', '[AaPp]\\.?[Mm]\\.?'],
}

/** The same tokens as strftime writes them. */
const strftime: Readonly<Record<string, string>> = {
  '%Y': 'yyyy',
  '%m': 'MM',
  '%d': 'dd',
  '%H': 'HH',
  '%I': 'hh',
  '%M': 'mm',
  '%S': 'ss',
  '%f': 'S',
  '%p': 'a',
}

/**
 * A reader of times in a pattern such as `dd/MM/yyyy HH:mm[:ss]` or `%d/%m/%Y %H:%M`; brackets hold
 * what may be left out. Day, month and hour may be written with one digit. `undefined` if the pattern
 * has a token that is not known, or lacks year, month or day.
 */
export function compileTimeFormat(pattern: string): ClockReader | undefined {
  const seen = new Set<string>()
  let source = ''
  let open = 0
  for (const [piece] of pattern.matchAll(/yyyy|MM|dd|HH|hh|mm|ss|S+|a|%.|[\s\S]/g)) {
    const token = tokens[strftime[piece] ?? piece.replace(/^S+$/, 'S')]
    if (token !== undefined) {
      const [part, form] = token
      if (seen.has(part)) return undefined
      seen.add(part)
      source += `(?<${part}>${form})`
    } else if (piece === '[') {
      open++
      source += '(?:'
    } else if (piece === ']') {
      if (--open < 0) return undefined
      source += ')?'
    } else if (/^[A-Za-z%]/.test(piece) && piece !== 'T') return undefined
    else source += piece.replace(/[\\^$.*+?()|{}/]/, '\\$&')
  }
  if (open !== 0 || !['year', 'month', 'day'].every((part) => seen.has(part))) return undefined
  if (seen.has('hour12') !== seen.has('half')) return undefined
  const regex = new RegExp(`^${source}$`)
  return (text) => {
    const groups = regex.exec(text)?.groups
    if (groups === undefined) return undefined
    const { year, month, day, minute = '0', second = '0', fraction = '' } = groups
    const hour = hourOf(groups)
    const whole = toMicroseconds(+year!, +month!, +day!, hour, +minute, +second)
    return whole === undefined ? undefined : whole + Number(fraction.slice(0, 6).padEnd(6, '0'))
  }
}

/** 24, which no calendar has, for 0 or 13 o'clock of a clock with two halves. */
function hourOf({ hour, hour12, half }: Record<string, string | undefined>): number {
  if (hour12 === undefined) return Number(hour ?? 0)
  const number = Number(hour12)
  if (number < 1 || number > 12) return 24
  return (number % 12) + (/^p/i.test(half ?? '') ? 12 : 0)
}
