import { kinds } from '../signal/kind.ts'
import type { Kind } from '../signal/kind.ts'
import { choiceForm, numberForm, stringForm } from './json-form.ts'
import { readPairs, writePairs } from './pairs.ts'
import { readNumber } from './read-number.ts'
import type { Reader } from './setting.ts'

/** `name=kind, name2=kind`. */
export const kindMap: Reader<ReadonlyMap<string, Kind>> = {
  read: (value) => {
    const pairs = [...(readPairs(value) ?? [])]
    const read = pairs.flatMap(([name, text]): [string, Kind][] =>
      kinds.filter((kind) => kind === text).map((kind) => [name, kind]),
    )
    return read.length === 0 || read.length < pairs.length ? undefined : new Map(read)
  },
  write: writePairs,
  expects: `pairs name=kind separated by commas, each name once, a kind out of ${kinds.join(', ')}`,
  json: { ...choiceForm(kinds), expects: `one of ${kinds.join(', ')}` },
}

/** `name=value, name2=value`: where a counter goes on from zero. */
export const rollovers: Reader<ReadonlyMap<string, number>> = {
  read: (value) => {
    const pairs = [...(readPairs(value) ?? [])]
    const read = pairs.map(([name, text]) => [name, readNumber(text)] as const)
    const areAll = read.every(([, number]) => number > 0)
    return read.length > 0 && areAll ? new Map(read) : undefined
  },
  write: (map) => writePairs(new Map([...map].map(([name, number]) => [name, String(number)]))),
  expects: 'pairs name=value separated by commas, a value above 0, such as energy=1000000',
  json: numberForm('a number above 0, such as 1000000', { exclusiveMinimum: 0 }),
}

/** `name=variable, name2=variable`: which variable of the Source says something of another's minutes. */
export const minuteColumns: Reader<ReadonlyMap<string, string>> = {
  read: (value) => {
    const pairs = readPairs(value)
    const isOfItself = [...(pairs ?? [])].some(([name, other]) => name === other)
    return isOfItself ? undefined : pairs
  },
  write: writePairs,
  expects:
    'pairs name=variable separated by commas, each name once and none its own, such as wind_speed=wind_speed_std',
  json: {
    ...stringForm('^\\S(.*\\S)?$'),
    expects: 'the name of another variable of the Source, such as "wind_speed_std"',
  },
}
