import type { ValidRange } from '../signal/valid-range.ts'
import { isJsonObject, parseJsonObject } from './parse-json-object.ts'
import { fraction, period, positive, ranges, sampleLabel } from './readers.ts'
import type { Reader } from './setting.ts'

/** What an asset has for itself; what is left out is as for all. */
export interface AssetSettings {
  readonly ratedPower?: number
  readonly ranges?: ReadonlyMap<string, ValidRange | null>
  readonly sampleLabel?: 'start' | 'end'
  readonly sampleSeconds?: number
  readonly minimumCoverage?: number
}

/** By the asset's name in the Source. */
export type SettingsByAsset = ReadonlyMap<string, AssetSettings>

/** The members that an asset may have, with the setting that each is in place of. */
const members: Readonly<Record<string, { name: keyof AssetSettings; reader: Reader<unknown> }>> = {
  ratedPower: { name: 'ratedPower', reader: positive },
  sampleLabel: { name: 'sampleLabel', reader: sampleLabel },
  sampleInterval: { name: 'sampleSeconds', reader: period },
  minimumCoverage: { name: 'minimumCoverage', reader: fraction },
}

const known = [...Object.keys(members), 'ranges'].join(', ')

const expects = `a JSON object of assets, each an object with any of ${known}, such as {"T42": {"ratedPower": 2300, "ranges": {"power": [-50, 2500]}}}`

/** `{"T42": {"ratedPower": 2300, "ranges": {"power": [-50, 2500]}, "sampleLabel": "end"}}`. */
export const settingsByAsset: Reader<SettingsByAsset> = {
  read: (text) => {
    const read = parse(text)
    return typeof read === 'string' ? undefined : read
  },
  fault: (text) => {
    const read = parse(text)
    return typeof read === 'string' ? read : undefined
  },
  write: (map) =>
    JSON.stringify(Object.fromEntries([...map].map(([name, of]) => [name, asJson(of)]))),
  expects,
  json: {
    schema: {
      type: 'object',
      propertyNames: { minLength: 1 },
      additionalProperties: {
        type: 'object',
        additionalProperties: false,
        properties: {
          ...Object.fromEntries(
            Object.entries(members).map(([name, { reader }]) => [name, reader.json.schema]),
          ),
          ranges: { type: 'object', additionalProperties: ranges.json.schema },
        },
      },
      examples: [{ T42: { ratedPower: 2300 } }],
    },
    toText: (value) => JSON.stringify(value),
    expects: expects.replace('a JSON object', 'an object'),
  },
}

/** The settings by asset, or what is wrong with the text. */
function parse(text: string): SettingsByAsset | string {
  const json = parseJsonObject(text)
  if (json === undefined) return `must be ${expects}`
  const map = new Map<string, AssetSettings>()
  for (const [asset, own] of Object.entries(json)) {
    const read = asset !== '' && isJsonObject(own) ? readOne(own) : `must be ${expects}`
    if (typeof read === 'string') return asset === '' ? read : `${asset}: ${read}`
    map.set(asset, read)
  }
  return map
}

function readOne(own: object): AssetSettings | string {
  const read: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(own)) {
    if (key === 'ranges') {
      const found = readRanges(value)
      if (typeof found === 'string') return found
      read['ranges'] = found
      continue
    }
    const member = Object.hasOwn(members, key) ? members[key] : undefined
    if (member === undefined) return `there is no ${key}; an asset may have ${known}`
    const text = member.reader.json.toText(value)
    const found = text === undefined ? undefined : member.reader.read(text)
    if (found === undefined)
      return `${key} must be ${member.reader.json.expects ?? member.reader.expects}`
    read[member.name] = found
  }
  return read
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

function asJson({ ranges: own, sampleSeconds, ...rest }: AssetSettings): object {
  return {
    ...rest,
    ...(sampleSeconds === undefined ? {} : { sampleInterval: period.write!(sampleSeconds) }),
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
