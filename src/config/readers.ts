import { isStatistic, statistics } from '../signal/statistic.ts'
import type { ValidRange } from '../signal/valid-range.ts'
import { formatPeriod, parsePeriod } from '../time/period.ts'
import { isZone } from '../time/zone.ts'
import { redact } from '../log/redact.ts'
import { findDatabaseUrlFault, findHttpUrlFault, splitUrl } from './database-url.ts'
import { choiceForm, listForm, numberForm, stringForm } from './json-form.ts'
import type { JsonForm } from './json-form.ts'
import { readPairs, writePairs } from './pairs.ts'
import { readNumber } from './read-number.ts'
import type { Reader } from './setting.ts'

/** Text without space around it, which no reader of lists would keep. */
const trimmed = stringForm('^\\S(.*\\S)?$')

export const text: Reader<string> = {
  read: (value) => value,
  expects: 'text',
  json: { ...stringForm('.'), expects: 'text that is not empty' },
}

export const postgresUrl: Reader<string> = {
  read: (value) => (/^postgres(ql)?:\/\//.test(value) && isDatabaseUrl(value) ? value : undefined),
  fault: findDatabaseUrlFault,
  show: showUrl,
  expects: 'a PostgreSQL URL, such as postgresql://user:password@host:5432/database',
  json: stringForm(),
}

export const httpUrl: Reader<string> = {
  read: (value) =>
    /^https?:\/\//.test(value) && isSound(value, findHttpUrlFault)
      ? value.replace(/\/+$/, '')
      : undefined,
  fault: findHttpUrlFault,
  show: showUrl,
  expects: 'a URL, such as http://127.0.0.1:8000',
  // A file is no place for a password.
  json: {
    ...stringForm('^https?://[^\\s/?#@]+([/?#]\\S*)?$'),
    expects: 'a URL without user or password, such as http://127.0.0.1:8000',
  },
}

/** Several hosts are no URL to JavaScript: each is looked at by itself. */
function isDatabaseUrl(value: string): boolean {
  if (findDatabaseUrlFault(value) !== undefined) return false
  const hosts = splitUrl(value)?.hosts.split(',')
  return hosts?.every((host) => URL.canParse(`postgresql://${host}/`)) ?? false
}

function isSound(value: string, findFault: (text: string) => string | undefined): boolean {
  return findFault(value) === undefined && URL.canParse(value)
}

/** A URL that cannot be read is not shown where it may hold a password. */
function showUrl(value: string): string {
  return value.includes('@') ? 'its value' : JSON.stringify(redact(value))
}

export const zone: Reader<string> = {
  read: (value) => (isZone(value) ? value : undefined),
  expects: 'a time zone of the IANA database, such as UTC or America/Sao_Paulo',
  json: stringForm(undefined, { examples: ['UTC', 'America/Sao_Paulo'] }),
}

export const period: Reader<number> = {
  read: parsePeriod,
  write: formatPeriod,
  expects: 'a bin width that divides 60 minutes, such as 10m, 1m, 30s or 1h',
  json: stringForm(periodPattern(), { examples: ['10m', '1m', '30s', '1h'] }),
}

/** Every width that `parsePeriod` reads, so that an editor marks the others. */
function periodPattern(): string {
  const divisors = (whole: number) =>
    Array.from({ length: whole }, (_, index) => index + 1).filter((part) => whole % part === 0)
  return `^((${divisors(3600).join('|')}) ?(s|sec)|(${divisors(60).join('|')}) ?(m|min)|1 ?h)$`
}

/** A comma-separated list without empty or repeated names. */
export const names: Reader<readonly string[]> = {
  read: (value) => {
    const list = value.split(',').map((name) => name.trim())
    return list.includes('') || new Set(list).size !== list.length ? undefined : list
  },
  write: (list) => list.join(','),
  expects: 'names separated by commas, each once, such as wind_speed,power',
  json: listForm(
    'names, each once and without commas, such as ["wind_speed", "power"], or an object by name',
    stringForm('^[^\\s,=]([^,=]*[^\\s,=])?$'),
  ),
}

export const statisticNames: Reader<readonly (typeof statistics)[number][]> = {
  read: (value) => {
    const list = names.read(value.toLowerCase())
    return list?.every(isStatistic) === true ? list : undefined
  },
  write: (list) => list.join(','),
  expects: `statistics separated by commas, each once, out of ${statistics.join(', ')}`,
  json: listForm(
    `a list of statistics, each once, out of ${statistics.join(', ')}`,
    choiceForm(statistics),
  ),
}

/** `name=Column name, name2=Other column`. */
export const columnMap: Reader<ReadonlyMap<string, string>> = {
  read: readPairs,
  write: writePairs,
  expects:
    'pairs name=column separated by commas, each name once, such as wind_speed=ws_avg,power=p_avg',
  json: { ...trimmed, expects: 'the name of a column' },
}

/** `name=least..most, name2=off`: `null` takes a variable's default range away. */
export const ranges: Reader<ReadonlyMap<string, ValidRange | null>> = {
  read: (value) => {
    const pairs = columnMap.read(value)
    if (pairs === undefined) return undefined
    const read = [...pairs].map(([name, text]) => [name, readRange(text)] as const)
    return read.every((pair): pair is readonly [string, ValidRange | null] => pair[1] !== undefined)
      ? new Map(read)
      : undefined
  },
  write: (map) => writePairs(new Map([...map].map(([name, range]) => [name, writeRange(range)]))),
  expects:
    'ranges name=least..most separated by commas, such as wind_speed=0..60,power=off (off: any value)',
  json: rangeForm(),
}

function writeRange(range: ValidRange | null): string {
  return range === null ? 'off' : `${range.least}..${range.most}`
}

function rangeForm(): JsonForm {
  const isNumber = (value: unknown) => typeof value === 'number'
  return {
    schema: { type: ['array', 'null'], items: { type: 'number' }, minItems: 2, maxItems: 2 },
    toText: (value) => {
      if (value === null) return 'off'
      const isPair = Array.isArray(value) && value.length === 2 && value.every(isNumber)
      return isPair ? value.join('..') : undefined
    },
    expects: 'the least and the most value, such as [0, 75], or null (any value)',
  }
}

function readRange(text: string): ValidRange | null | undefined {
  if (text === 'off') return null
  const [least = '', most = '', ...rest] = text.split('..')
  const range = { least: readNumber(least), most: readNumber(most) }
  return range.least < range.most && rest.length === 0 ? range : undefined
}

/** `name=unit, name2=unit`. */
export const units: Reader<ReadonlyMap<string, string>> = {
  read: readPairs,
  write: writePairs,
  expects: 'units name=unit separated by commas, such as wind_speed=m/s,wind_direction=deg',
  json: { ...trimmed, expects: 'a unit, such as "m/s" or "deg"' },
}

/** A number above 0. */
export const positive: Reader<number> = {
  read: (value) => {
    const number = readNumber(value)
    return number > 0 && number < 1e9 ? number : undefined
  },
  expects: 'a number above 0',
  json: numberForm('a number above 0', { exclusiveMinimum: 0, exclusiveMaximum: 1e9 }),
}

/** A part of the whole, from 0 to 1. */
export const fraction: Reader<number> = {
  read: (value) => {
    const number = readNumber(value)
    return number >= 0 && number <= 1 ? number : undefined
  },
  expects: 'a number from 0 to 1, such as 0.5',
  json: numberForm('a number from 0 to 1, such as 0.5', { minimum: 0, maximum: 1 }),
}

const labels = ['start', 'end'] as const

export const sampleLabel: Reader<(typeof labels)[number]> = {
  read: (value) => labels.find((label) => label === value),
  expects: 'start or end',
  json: choiceForm(labels),
}

const duplicateRules = ['default', 'all', 'refuse', 'first', 'last'] as const

/** What rows of equal time are. */
export const duplicateRule: Reader<(typeof duplicateRules)[number]> = {
  read: (value) => duplicateRules.find((rule) => rule === value),
  expects: 'default, all, refuse, first or last',
  json: choiceForm(duplicateRules),
}

function wholeNumber(expects: string, minimum: number, maximum: number): Reader<number> {
  return {
    read: (value) => {
      const number = /^\d{1,10}$/.test(value) ? Number(value) : NaN
      return number >= minimum && number <= maximum ? number : undefined
    },
    expects,
    json: numberForm(expects, { minimum, maximum }, 'integer'),
  }
}

export const port = wholeNumber('a port from 0 (any free one) to 65535', 0, 65_535)

export const concurrency = wholeNumber('a whole number from 1 to 64', 1, 64)

export const dayCount = wholeNumber('a whole number of days from 1 to 36600', 1, 36_600)

export const queueLength = wholeNumber('a whole number from 0 to 100000', 0, 100_000)

export const byteRate = wholeNumber('a whole number of bytes from 1 to 100000000', 1, 100_000_000)

export const rowCount = wholeNumber('a whole number of rows from 1 to 1000000000', 1, 1_000_000_000)

export const nameCount = wholeNumber('a whole number of names from 1 to 100000', 1, 100_000)

export const byteCount = wholeNumber(
  'a whole number of bytes from 4096 to 1048576',
  4096,
  1_048_576,
)

export const retries = wholeNumber('a whole number from 0 to 20', 0, 20)

/** A length of time in seconds. */
export const seconds: Reader<number> = {
  read: (value) => {
    const match = /^(\d{1,6})(ms|s|m)?$/.exec(value)
    if (match === null || Number(match[1]) === 0) return undefined
    return Number(match[1]) * { ms: 0.001, s: 1, m: 60 }[(match[2] ?? 's') as 'ms' | 's' | 'm']
  },
  write: (length) => {
    if (!Number.isInteger(length)) return `${Math.round(length * 1000)}ms`
    return length < 1e6 ? `${length}s` : `${length / 60}m`
  },
  expects: 'a length of time, such as 30s, 2m or 500ms',
  json: stringForm('^(?!0+(ms|s|m)?$)\\d{1,6}(ms|s|m)?$', { examples: ['30s', '2m', '500ms'] }),
}

export const keys: Reader<readonly string[]> = {
  read: (value) => {
    const list = value.split(',').map((key) => key.trim())
    return list.every((key) => /^[\x21-\x7e]{8,}$/.test(key)) ? list : undefined
  },
  write: (list) => list.join(','),
  expects: 'keys of at least 8 printable characters, separated by commas',
  json: stringForm(),
}

const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const

export const logLevel: Reader<(typeof logLevels)[number]> = {
  read: (value) => logLevels.find((level) => level === value.toLowerCase()),
  expects: `one of ${logLevels.join(', ')}`,
  json: choiceForm(logLevels),
}
