import type { ValidRange } from '../signal/valid-range.ts'
import { eraMembers } from './asset-eras.ts'
import type { AssetEra } from './asset-eras.ts'
import { isJsonObject, parseJsonObject } from './parse-json-object.ts'
import { period, ranges, sampleLabel } from './readers.ts'
import { objectReader } from './object-reader.ts'
import type { Reader } from './setting.ts'

/** What an asset has for itself; what is left out is as for all. */
export interface AssetSettings {
  readonly sampleLabel?: 'start' | 'end'
  readonly sampleSeconds?: number
  /** What it is, and from when on: in order, one at least. What one leaves out is as in the one before. */
  readonly eras: readonly AssetEra[]
}

/** By the asset's name in the Source. */
export type SettingsByAsset = ReadonlyMap<string, AssetSettings>

/** What it has at all times: with the names of the settings that they are in place of. */
const lasting: Readonly<
  Record<string, { name: 'sampleLabel' | 'sampleSeconds'; reader: Reader<unknown> }>
> = {
  sampleLabel: { name: 'sampleLabel', reader: sampleLabel },
  sampleInterval: { name: 'sampleSeconds', reader: period },
}

const known = [...Object.keys(eraMembers), ...Object.keys(lasting), 'ranges'].join(', ')

const expects = `a JSON object of assets, each an object with any of ${known}, or a list of such objects, each from its validFrom on, such as {"T42": {"ratedPower": 2300, "ranges": {"power": [-50, 2500]}}}`

const oneSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    ...Object.fromEntries(
      Object.entries(eraMembers).map(([name, { json }]) => [name, json.schema]),
    ),
    ...Object.fromEntries(
      Object.entries(lasting).map(([name, { reader }]) => [name, reader.json.schema]),
    ),
    ranges: { type: 'object', additionalProperties: ranges.json.schema },
  },
}

/** `{"T42": {"ratedPower": 2300, "ranges": {"power": [-50, 2500]}, "sampleLabel": "end"}}`. */
export const settingsByAsset: Reader<SettingsByAsset> = objectReader({
  parse,
  write: (map) => Object.fromEntries([...map].map(([name, of]) => [name, asJson(of)])),
  expects,
  schema: {
    type: 'object',
    additionalProperties: {
      anyOf: [oneSchema, { type: 'array', items: oneSchema, minItems: 1 }],
    },
    examples: [{ T42: { ratedPower: 2300 } }],
  },
})

/** The settings by asset, or what is wrong with the text. */
function parse(text: string): SettingsByAsset | string {
  const json = parseJsonObject(text)
  if (json === undefined) return `must be ${expects}`
  const map = new Map<string, AssetSettings>()
  for (const [asset, own] of Object.entries(json) as [string, unknown][]) {
    const read = readAsset(own)
    if (typeof read === 'string') return `${asset === '' ? '""' : asset}: ${read}`
    map.set(asset, read)
  }
  return map
}

/** An object, or a list of them in the order of time. */
function readAsset(own: unknown): AssetSettings | string {
  const list: readonly unknown[] = Array.isArray(own) ? own : [own]
  if (list.length === 0 || !list.every(isJsonObject)) return `must be ${expects}`
  const eras: AssetEra[] = []
  let always: Omit<AssetSettings, 'eras'> = {}
  for (const [index, one] of list.entries()) {
    const read = readOne(one)
    if (typeof read === 'string') return read
    const { era, atAllTimes } = read
    if (index === 0) always = atAllTimes
    else {
      const fault = faultOfNext(eras.at(-1)!, era, Object.keys(atAllTimes))
      if (fault !== undefined) return fault
    }
    eras.push(index === 0 ? era : follow(eras.at(-1)!, era))
  }
  return { ...always, eras }
}

/** Why an era cannot follow another. */
function faultOfNext(before: AssetEra, { validFrom }: AssetEra, lasts: string[]) {
  if (validFrom === null) return 'each but the first of a list needs validFrom, the day it begins'
  if (before.validFrom !== null && validFrom <= before.validFrom) {
    return `validFrom ${validFrom} comes after ${before.validFrom}: a list is in the order of time, each day once`
  }
  if (lasts.length === 0) return undefined
  return `${lasts.includes('sampleSeconds') ? 'sampleInterval' : 'sampleLabel'} is the same at all times: it stands in the first of a list`
}

/** What is left out is as before, of ranges variable by variable. */
function follow(before: AssetEra, era: AssetEra): AssetEra {
  const joined = { ...before, ...era }
  if (before.ranges === undefined || era.ranges === undefined) return joined
  return { ...joined, ranges: new Map([...before.ranges, ...era.ranges]) }
}

function readOne(own: object): { era: AssetEra; atAllTimes: Omit<AssetSettings, 'eras'> } | string {
  const era: Record<string, unknown> = { validFrom: null }
  const atAllTimes: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(own)) {
    if (key === 'ranges') {
      const found = readRanges(value)
      if (typeof found === 'string') return found
      era['ranges'] = found
      continue
    }
    const inEra = Object.hasOwn(eraMembers, key) ? eraMembers[key] : undefined
    const member = Object.hasOwn(lasting, key) ? lasting[key] : undefined
    const reader = inEra ?? member?.reader
    if (reader === undefined) return `there is no ${key}; an asset may have ${known}`
    const text = reader.json.toText(value)
    const found = text === undefined ? undefined : reader.read(text)
    if (found === undefined) return `${key} must be ${reader.json.expects ?? reader.expects}`
    if (member === undefined) era[key] = found
    else atAllTimes[member.name] = found
  }
  return { era: era as unknown as AssetEra, atAllTimes }
}

function readRanges(value: unknown): ReadonlyMap<string, ValidRange | null> | string {
  const must = `ranges must be an object of variables, each with ${ranges.json.expects}`
  if (!isJsonObject(value)) return must
  const found = new Map<string, ValidRange | null>()
  for (const [variable, range] of Object.entries(value)) {
    const text = ranges.json.toText(range)
    const read = text === undefined ? undefined : ranges.read(`v=${text}`)?.get('v')
    if (read === undefined) return must
    found.set(variable, read)
  }
  return found
}

function asJson({ eras, sampleSeconds, ...rest }: AssetSettings): object {
  const always = {
    ...rest,
    ...(sampleSeconds === undefined ? {} : { sampleInterval: period.write!(sampleSeconds) }),
  }
  const list = eras.map((era, index) => ({ ...(index === 0 && always), ...eraAsJson(era) }))
  return list.length === 1 ? list[0]! : list
}

function eraAsJson({ validFrom, ranges: own, ...rest }: AssetEra): object {
  return {
    ...(validFrom === null ? {} : { validFrom }),
    ...rest,
    ...(own === undefined
      ? {}
      : {
          ranges: Object.fromEntries(
            [...own].map(([name, range]) => [
              name,
              range === null ? null : [range.least, range.most],
            ]),
          ),
        }),
  }
}
