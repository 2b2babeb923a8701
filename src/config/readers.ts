import { parsePeriod } from '../time/period.ts'
import { isZone } from '../time/zone.ts'
import { isStatistic, statistics } from '../signal/statistic.ts'
import type { ValidRange } from '../signal/valid-range.ts'
import type { Reader } from './setting.ts'

export const text: Reader<string> = {
  read: (value) => value,
  expects: 'text',
}

export const postgresUrl: Reader<string> = {
  read: (value) => (/^postgres(ql)?:\/\//.test(value) && URL.canParse(value) ? value : undefined),
  expects: 'a PostgreSQL URL, such as postgresql://user:password@host:5432/database',
}

export const httpUrl: Reader<string> = {
  read: (value) =>
    /^https?:\/\//.test(value) && URL.canParse(value) ? value.replace(/\/+$/, '') : undefined,
  expects: 'a URL, such as http://127.0.0.1:8000',
}

export const zone: Reader<string> = {
  read: (value) => (isZone(value) ? value : undefined),
  expects: 'a time zone of the IANA database, such as UTC or America/Sao_Paulo',
}

export const period: Reader<number> = {
  read: parsePeriod,
  expects: 'a bin width that divides 60 minutes, such as 10m, 1m, 30s or 1h',
}

/** A comma-separated list without empty or repeated names. */
export const names: Reader<readonly string[]> = {
  read: (value) => {
    const list = value.split(',').map((name) => name.trim())
    return list.includes('') || new Set(list).size !== list.length ? undefined : list
  },
  expects: 'names separated by commas, each once, such as wind_speed,power',
}

export const statisticNames: Reader<readonly (typeof statistics)[number][]> = {
  read: (value) => {
    const list = names.read(value.toLowerCase())
    return list?.every(isStatistic) === true ? list : undefined
  },
  expects: `statistics separated by commas, each once, out of ${statistics.join(', ')}`,
}

/** `name=Column name, name2=Other column`. */
export const columnMap: Reader<ReadonlyMap<string, string>> = {
  read: (value) => {
    const pairs = value.split(',').map((pair) => pair.split('=').map((part) => part.trim()))
    const isPair = (pair: string[]): pair is [string, string] =>
      pair.length === 2 && pair[0] !== '' && pair[1] !== ''
    if (!pairs.every(isPair)) return undefined
    const map = new Map(pairs)
    return map.size === pairs.length ? map : undefined
  },
  expects:
    'pairs name=column separated by commas, each name once, such as wind_speed=ws_avg,power=p_avg',
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
  expects:
    'ranges name=least..most separated by commas, such as wind_speed=0..60,power=off (off: any value)',
}

function readRange(text: string): ValidRange | null | undefined {
  if (text === 'off') return null
  const match = /^(-?\d+(?:\.\d+)?)\.\.(-?\d+(?:\.\d+)?)$/.exec(text)
  if (match === null) return undefined
  const range = { least: Number(match[1]), most: Number(match[2]) }
  return range.least < range.most ? range : undefined
}

/** `name=unit, name2=unit`. */
export const units: Reader<ReadonlyMap<string, string>> = {
  read: (value) => columnMap.read(value),
  expects: 'units name=unit separated by commas, such as wind_speed=m/s,wind_direction=deg',
}

/** A number above 0. */
export const positive: Reader<number> = {
  read: (value) => {
    const number = /^\d{1,9}(\.\d+)?$/.test(value) ? Number(value) : NaN
    return number > 0 ? number : undefined
  },
  expects: 'a number above 0',
}

/** A part of the whole, from 0 to 1. */
export const fraction: Reader<number> = {
  read: (value) => {
    const number = /^\d(\.\d+)?$/.test(value) ? Number(value) : NaN
    return number >= 0 && number <= 1 ? number : undefined
  },
  expects: 'a number from 0 to 1, such as 0.5',
}

const labels = ['start', 'end'] as const

export const sampleLabel: Reader<(typeof labels)[number]> = {
  read: (value) => labels.find((label) => label === value),
  expects: 'start or end',
}

export const port: Reader<number> = {
  read: (value) => wholeNumber(value, 0, 65_535),
  expects: 'a port from 0 (any free one) to 65535',
}

export const concurrency: Reader<number> = {
  read: (value) => wholeNumber(value, 1, 64),
  expects: 'a whole number from 1 to 64',
}

export const retries: Reader<number> = {
  read: (value) => wholeNumber(value, 0, 20),
  expects: 'a whole number from 0 to 20',
}

/** A length of time in seconds. */
export const seconds: Reader<number> = {
  read: (value) => {
    const match = /^(\d{1,6})(ms|s|m)?$/.exec(value)
    if (match === null || Number(match[1]) === 0) return undefined
    return Number(match[1]) * { ms: 0.001, s: 1, m: 60 }[(match[2] ?? 's') as 'ms' | 's' | 'm']
  },
  expects: 'a length of time, such as 30s, 2m or 500ms',
}

/** An asset's name: part of the signals' names, so letters, digits, `_` and `-`. */
export const assetName: Reader<string> = {
  read: (value) => (/^[\w-]{0,64}$/.test(value) ? value : undefined),
  expects: 'up to 64 letters, digits, "_" or "-"',
}

export const keys: Reader<readonly string[]> = {
  read: (value) => {
    const list = value.split(',').map((key) => key.trim())
    return list.every((key) => /^[\x21-\x7e]{8,}$/.test(key)) ? list : undefined
  },
  expects: 'keys of at least 8 printable characters, separated by commas',
}

const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const

export const logLevel: Reader<(typeof logLevels)[number]> = {
  read: (value) => logLevels.find((level) => level === value.toLowerCase()),
  expects: `one of ${logLevels.join(', ')}`,
}

function wholeNumber(value: string, least: number, most: number): number | undefined {
  if (!/^\d{1,6}$/.test(value)) return undefined
  const number = Number(value)
  return number >= least && number <= most ? number : undefined
}
