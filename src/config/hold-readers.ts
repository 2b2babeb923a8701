import { samplings } from '../signal/hold.ts'
import type { Sampling } from '../signal/hold.ts'
import { choiceForm, stringForm } from './json-form.ts'
import { readPairs, writePairs } from './pairs.ts'
import type { Reader } from './setting.ts'

/** How samples come. */
export const sampling: Reader<Sampling> = {
  read: (value) => samplings.find((one) => one === value),
  expects: samplings.join(' or '),
  json: choiceForm(samplings),
}

/** `name=on-change, name2=periodic`. */
export const samplingMap: Reader<ReadonlyMap<string, Sampling>> = {
  read: (value) => readEach(value, sampling),
  write: writePairs,
  expects: `pairs name=sampling separated by commas, each name once, a sampling out of ${samplings.join(', ')}`,
  json: { ...choiceForm(samplings), expects: `one of ${samplings.join(', ')}` },
}

const unitSeconds = { s: 1, m: 60, h: 3600, d: 86_400 } as const

/** How long a value holds at most, in seconds; null: until the next. */
export const hold: Reader<number | null> = {
  read: (value) => {
    if (value === 'off') return null
    const match = /^(\d{1,6}) ?([smhd])$/.exec(value)
    const length = match === null ? 0 : Number(match[1]) * unitSeconds[match[2] as 's']
    return length > 0 && length <= longest ? length : undefined
  },
  write: (length) => {
    if (length === null) return 'off'
    const [unit] = (['d', 'h', 'm', 's'] as const).filter((one) => length % unitSeconds[one] === 0)
    // A day is written as people say it.
    return unit === 'd' && length === 86_400 ? '24h' : `${length / unitSeconds[unit!]}${unit}`
  },
  expects: 'a length of time up to 3660d, such as 24h, 30m or 7d, or off',
  json: stringForm('^(?!0+ ?[smhd]$)(\\d{1,6} ?[smhd]|off)$', { examples: ['24h', '30m', 'off'] }),
}

/** Ten years, in seconds. */
const longest = 3660 * 86_400

/** `name=24h, name2=off`. */
export const holdMap: Reader<ReadonlyMap<string, number | null>> = {
  read: (value) => readEach(value, hold),
  write: (map) =>
    writePairs(new Map([...map].map(([name, length]) => [name, hold.write!(length)]))),
  expects: 'pairs name=length separated by commas, each name once, such as status=off,power=1h',
  json: hold.json,
}

/** Pairs whose values a reader reads; undefined unless it reads all of them, and there is one. */
function readEach<T>(text: string, reader: Reader<T>): ReadonlyMap<string, T> | undefined {
  const pairs = readPairs(text)
  const read = new Map<string, T>()
  for (const [name, value] of pairs ?? []) {
    const found = reader.read(value)
    if (found === undefined) return undefined
    read.set(name, found)
  }
  return read.size === 0 ? undefined : read
}
