import type { Above, FrozenSetting } from '../signal/frozen-rule.ts'
import type { JsonForm } from './json-form.ts'
import { listForm, choiceForm } from './json-form.ts'
import { readPairs, writePairs } from './pairs.ts'
import type { Reader } from './setting.ts'

/** By variable; `off`: no variable is looked at. */
export type FrozenSettings = ReadonlyMap<string, FrozenSetting> | 'off'

/** A day less what must be read before it, of samples of up to an hour. */
const mostMinutes = 1200

const number = '-?\\d+(?:\\.\\d+)?'

/** `30m tolerance:0.1 resolution:0.1 above:0.5`, with all but one left out perhaps, or `off`. */
const ruleForm = new RegExp(
  `^(?:(\\d{1,4})m)?(?: ?tolerance:(${number}))?(?: ?resolution:(${number}))?(?: ?above:(?:([^]+):)?(off|${number}))?$`,
)

function readRule(text: string): FrozenSetting | undefined {
  if (text === 'off') return null
  const match = text === '' ? null : ruleForm.exec(text)
  if (match === null) return undefined
  const [, minutes, tolerance, resolution, variable, value] = match
  const isOff = value === 'off'
  if (isOff && variable !== undefined) return undefined
  const of = variable === undefined ? {} : { variable }
  const above = value === undefined || isOff ? undefined : { ...of, value: Number(value) }
  const rule = {
    ...(minutes !== undefined && { minutes: Number(minutes) }),
    ...(tolerance !== undefined && { tolerance: Number(tolerance) }),
    ...(resolution !== undefined && { resolution: Number(resolution) }),
    ...(isOff && { above: null }),
    ...(above !== undefined && { above }),
  }
  const { minutes: length = 1, tolerance: width = 0, resolution: step = 0 } = rule
  const isAllowed = length >= 1 && length <= mostMinutes && width >= 0 && step >= 0
  return isAllowed ? rule : undefined
}

function writeRule(rule: FrozenSetting): string {
  if (rule === null) return 'off'
  const { minutes, tolerance, resolution, above } = rule
  return [
    ...(minutes === undefined ? [] : [`${minutes}m`]),
    ...(tolerance === undefined ? [] : [`tolerance:${tolerance}`]),
    ...(resolution === undefined ? [] : [`resolution:${resolution}`]),
    ...(above === undefined ? [] : [`above:${above === null ? 'off' : writeAbove(above)}`]),
  ].join(' ')
}

function writeAbove({ variable, value }: Above): string {
  return variable === undefined ? String(value) : `${variable}:${value}`
}

/** `wind_speed=30m above:0.5, power=off`, or `off`. */
export const frozenRules: Reader<FrozenSettings> = {
  read: (value) => {
    if (value === 'off') return 'off'
    const read = [...(readPairs(value) ?? [])].map(
      ([name, text]) => [name, readRule(text)] as const,
    )
    const isRead = (pair: (typeof read)[number]): pair is [string, FrozenSetting] =>
      pair[1] !== undefined
    return read.length > 0 && read.every(isRead) ? new Map(read) : undefined
  },
  write: (map) =>
    map === 'off'
      ? 'off'
      : writePairs(new Map([...map].map(([name, rule]) => [name, writeRule(rule)]))),
  expects: `off, or pairs name=rule separated by commas, such as wind_speed=45m tolerance:0.1,nacelle_position=120m above:wind_speed:5,oil_temperature=off: minutes from 1m to ${mostMinutes}m, and after them tolerance:, resolution: and above:, a value or variable:value or off, in this order, each if it is wanted`,
  json: ruleJson(),
}

function ruleJson(): JsonForm {
  const amount = { type: 'number', minimum: 0 }
  const properties = {
    minutes: { type: 'integer', minimum: 1, maximum: mostMinutes },
    tolerance: amount,
    resolution: amount,
    above: { type: ['number', 'null'] },
    aboveOf: { type: 'string', minLength: 1 },
  }
  return {
    schema: {
      anyOf: [
        { enum: [false] },
        properties.minutes,
        {
          type: 'object',
          additionalProperties: false,
          minProperties: 1,
          dependencies: { aboveOf: ['above'] },
          properties,
        },
      ],
      examples: [false, 45, { minutes: 60, tolerance: 1, above: 4, aboveOf: 'wind_speed' }],
    },
    toText: (value) => {
      if (value === false) return 'off'
      if (typeof value === 'number') return Number.isInteger(value) ? `${value}m` : undefined
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
      return objectText(value as Readonly<Record<string, unknown>>, Object.keys(properties))
    },
    expects: `false (it is not looked at), minutes from 1 to ${mostMinutes}, or an object with some of minutes, tolerance, resolution, above (a value; null: any), aboveOf (the variable whose value that is)`,
  }
}

function objectText(
  rule: Readonly<Record<string, unknown>>,
  known: readonly string[],
): string | undefined {
  const { minutes, tolerance, resolution, above, aboveOf } = rule
  const isNumber = (value: unknown) => value === undefined || typeof value === 'number'
  const isKnown = Object.keys(rule).every((key) => known.includes(key))
  const isOf = aboveOf === undefined || (typeof aboveOf === 'string' && typeof above === 'number')
  const areNumbers = [minutes, tolerance, resolution].every(isNumber)
  if (!isKnown || !isOf || !areNumbers || !(above === null || isNumber(above))) return undefined
  return writeRule({
    ...(minutes !== undefined && { minutes: minutes as number }),
    ...(tolerance !== undefined && { tolerance: tolerance as number }),
    ...(resolution !== undefined && { resolution: resolution as number }),
    ...(above === null && { above: null }),
    ...(typeof above === 'number' && {
      above: { value: above, ...(typeof aboveOf === 'string' && { variable: aboveOf }) },
    }),
  })
}

/** What of the samples that are used else may be left out. */
export const leftOut = ['frozen', 'uncertain'] as const

export type LeftOut = (typeof leftOut)[number]

/** `frozen,uncertain`. */
export const leaveOutList: Reader<readonly LeftOut[]> = {
  read: (value) => {
    const words = value.split(',').map((word) => word.trim())
    const read = leftOut.filter((word) => words.includes(word))
    return read.length === words.length ? read : undefined
  },
  write: (list) => list.join(','),
  expects: `words separated by commas, each once, out of ${leftOut.join(', ')}`,
  json: listForm(`a list of words, each once, out of ${leftOut.join(', ')}`, choiceForm(leftOut)),
}
