import { readMonthName } from './month-names.ts'
import { offsetPattern, toOffset } from './offset.ts'
import { toMicroseconds } from './parse-time.ts'
import type { WrittenTime } from './parse-time.ts'

/** Reads what a clock on the wall shows, and its offset where the text has one. */
export type ClockReader = (text: string) => WrittenTime | undefined

/** The part of a time that a token stands for, and how that part is written. */
const tokens: Readonly<Record<string, readonly [part: string, pattern: string]>> = {
  yyyy: ['year', '\\d{4}'],
  yy: ['year', '\\d{2}'],
  MMM: ['name', '[A-Za-zÀ-ÿ]{3,12}\\.?'],
  MM: ['month', '\\d{1,2}'],
  dd: ['day', '\\d{1,2}'],
  HH: ['hour', '\\d{1,2}'],
  hh: ['hour12', '\\d{1,2}'],
  mm: ['minute', '\\d{1,2}'],
  ss: ['second', '\\d{1,2}'],
  S: ['fraction', '\\d{1,9}'],
  a: ['half', '[AaPp]\\.?[Mm]\\.?'],
  E: ['weekday', '[A-Za-zÀ-ÿ]{2,13}\\.?'],
  X: ['offset', offsetPattern.replaceAll('(', '(?:').replaceAll('(?:?:', '(?:')],
}

/** The same tokens, as others write them. */
const aliases: Readonly<Record<string, string>> = {
  MMMM: 'MMM',
  M: 'MM',
  d: 'dd',
  H: 'HH',
  h: 'hh',
  m: 'mm',
  s: 'ss',
  Z: 'X',
  '%Y': 'yyyy',
  '%y': 'yy',
  '%b': 'MMM',
  '%B': 'MMM',
  '%m': 'MM',
  '%d': 'dd',
  '%e': 'dd',
  '%H': 'HH',
  '%I': 'hh',
  '%M': 'mm',
  '%S': 'ss',
  '%f': 'S',
  '%p': 'a',
  '%a': 'E',
  '%A': 'E',
  '%z': 'X',
}

const pieces = /yyyy|yy|MMMM|MMM|MM|M|dd|d|HH|H|hh|h|mm|m|ss|s|S+|E+|a|X|Z|%.|'[^']*'|[\s\S]/g
const ofTwoDigits = '\\d{1,2}'
const offset = new RegExp(`^${offsetPattern}$`)

/**
 * A reader of times in a pattern such as `dd/MM/yyyy HH:mm[:ss]` or `%d/%m/%Y %H:%M`; brackets hold
 * what may be left out. Day, month and hour may be written with one digit, unless the next number
 * follows at once; `yy` is 1969 to 2068. `undefined` if the pattern has a token that is not known, or
 * lacks year, month or day.
 */
export function compileTimeFormat(pattern: string): ClockReader | undefined {
  const seen = new Set<string>()
  let source = ''
  let open = 0
  let followsNumber = false
  for (const [piece] of pattern.matchAll(pieces)) {
    const token = tokens[aliases[piece] ?? piece.replace(/^(?:S+|E+)$/, (same) => same[0]!)]
    const isNumber = token?.[1].startsWith('\\d') === true
    if (token !== undefined) {
      const [part, form] = token
      if (seen.has(part)) return undefined
      seen.add(part)
      // Nothing stands between two numbers: both have all their digits.
      if (followsNumber && isNumber && source.endsWith(`${ofTwoDigits})`)) {
        source = `${source.slice(0, -ofTwoDigits.length - 1)}\\d{2})`
      }
      source += `(?<${part}>${followsNumber && form === ofTwoDigits ? '\\d{2}' : form})`
    } else if (piece === '[') {
      open++
      source += '(?:'
    } else if (piece === ']') {
      if (--open < 0) return undefined
      source += ')?'
    } else if (/^'.*'$/.test(piece)) source += escape(piece.slice(1, -1))
    else if (/^[A-Za-z%]/.test(piece) && piece !== 'T') return undefined
    else source += escape(piece)
    followsNumber = isNumber || (followsNumber && /^[[\]]$/.test(piece))
  }
  const month = seen.has('month') ? 'month' : 'name'
  if (open !== 0 || !['year', month, 'day'].every((part) => seen.has(part))) return undefined
  if (seen.has('hour12') !== seen.has('half')) return undefined
  const regex = new RegExp(`^${source}$`)
  return (text) => {
    const groups = regex.exec(text)?.groups
    return groups === undefined ? undefined : toTime(groups)
  }
}

function toTime(groups: Record<string, string | undefined>): WrittenTime | undefined {
  const { year, month, name, day, minute = '0', second = '0', fraction = '' } = groups
  const monthNumber = name === undefined ? Number(month) : readMonthName(name)
  if (monthNumber === undefined) return undefined
  const micros = Number(fraction.slice(0, 6).padEnd(6, '0'))
  const hour = hourOf(groups)
  const local = toMicroseconds(yearOf(year!), monthNumber, +day!, hour, +minute, +second, micros)
  if (local === undefined) return undefined
  if (groups['offset'] === undefined) return { local, offset: undefined }
  const [word, sign, hours, minutes, seconds] = offset.exec(groups['offset'])!.slice(1)
  const ahead = toOffset(word, sign, hours, minutes, seconds)
  return ahead === undefined ? undefined : { local, offset: ahead }
}

/** Two digits as POSIX reads them: 69 to 99 are of the last century. */
function yearOf(text: string): number {
  const year = Number(text)
  return text.length > 2 ? year : year + (year < 69 ? 2000 : 1900)
}

/** 99, which no day has, for 0 or 13 o'clock of a clock with two halves. */
function hourOf({ hour, hour12, half }: Record<string, string | undefined>): number {
  if (hour12 === undefined) return Number(hour ?? 0)
  const number = Number(hour12)
  if (number < 1 || number > 12) return 99
  return (number % 12) + (/^p/i.test(half ?? '') ? 12 : 0)
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()|{}[\]/]/g, '\\$&')
}
