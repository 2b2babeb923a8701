import { isStateCategory, stateCategories } from '../signal/state-category.ts'
import type { StateCategory } from '../signal/state-category.ts'
import { calendarDayPattern } from '../time/calendar-day-pattern.ts'
import { isDay } from '../time/day.ts'
import type { Day } from '../time/day.ts'
import { isJsonObject, parseJsonObject } from './parse-json-object.ts'
import { objectReader } from './object-reader.ts'
import type { Reader } from './setting.ts'

/** What codes say from a day on; `null`: since ever. A code that is left out stays what it was. */
export interface StateEra {
  readonly validFrom: Day | null
  readonly codes: ReadonlyMap<number, StateCategory>
}

/** By the type of the asset; `*`: of every type that says nothing of the code. */
export type StateCodes = ReadonlyMap<string, readonly StateEra[]>

const expects = `a JSON object of asset types (*: all others), each an object of codes and their categories, such as {"V90": {"1": "full-performance", "7": "forced-outage"}}, or a list of {"validFrom": day, "codes": {…}}; a category is one of ${stateCategories.join(', ')}`

const codePattern = '^(0|-?[1-9][0-9]{0,14})$'

const codesSchema = {
  type: 'object',
  propertyNames: { pattern: codePattern },
  additionalProperties: { enum: stateCategories },
}

/** `{"V90": {"1": "full-performance"}, "*": [{"codes": {…}}, {"validFrom": "2024-06-01", "codes": {…}}]}`. */
export const stateCodes: Reader<StateCodes> = objectReader({
  parse,
  write: (map) => Object.fromEntries([...map].map(([type, eras]) => [type, asJson(eras)])),
  expects,
  schema: {
    type: 'object',
    propertyNames: { minLength: 1 },
    additionalProperties: {
      anyOf: [
        codesSchema,
        {
          type: 'array',
          minItems: 1,
          items: {
            type: 'object',
            additionalProperties: false,
            required: ['codes'],
            properties: {
              validFrom: { type: 'string', pattern: `^${calendarDayPattern}$` },
              codes: codesSchema,
            },
          },
        },
      ],
    },
    examples: [{ V90: { 1: 'full-performance', 7: 'forced-outage' } }],
  },
})

function parse(text: string): StateCodes | string {
  const json = parseJsonObject(text)
  if (json === undefined) return `must be ${expects}`
  const map = new Map<string, readonly StateEra[]>()
  for (const [type, own] of Object.entries(json) as [string, unknown][]) {
    const read = type === '' ? `must be ${expects}` : readType(own)
    if (typeof read === 'string') return `${type}: ${read}`
    map.set(type, read)
  }
  return map
}

function readType(own: unknown): StateEra[] | string {
  const list: unknown[] = Array.isArray(own) ? own : [{ codes: own }]
  const eras: StateEra[] = []
  for (const one of list) {
    if (!isJsonObject(one)) return `must be ${expects}`
    const { validFrom = null, codes, ...rest } = one as Record<string, unknown>
    if (Object.keys(rest).length > 0)
      return `there is no ${Object.keys(rest)[0]!}; there may be validFrom and codes`
    if (validFrom !== null && !(typeof validFrom === 'string' && isDay(validFrom))) {
      return 'validFrom must be a day, such as 2024-06-01'
    }
    const fault = eras.length === 0 ? undefined : faultOfNext(eras.at(-1)!, validFrom)
    if (fault !== undefined) return fault
    const read = readCodes(codes)
    if (typeof read === 'string') return read
    eras.push({ validFrom, codes: read })
  }
  return eras.length === 0 ? `must be ${expects}` : eras
}

function faultOfNext(before: StateEra, validFrom: Day | null): string | undefined {
  if (validFrom === null) return 'each but the first of a list needs validFrom, the day it begins'
  if (before.validFrom === null || validFrom > before.validFrom) return undefined
  return `validFrom ${validFrom} comes after ${before.validFrom}: a list is in the order of time, each day once`
}

function readCodes(codes: unknown): ReadonlyMap<number, StateCategory> | string {
  if (!isJsonObject(codes)) return `must be ${expects}`
  const map = new Map<number, StateCategory>()
  for (const [code, category] of Object.entries(codes) as [string, unknown][]) {
    if (!new RegExp(codePattern).test(code))
      return `the code ${code.slice(0, 20)} must be a whole number`
    if (!isStateCategory(category)) {
      return `the category of ${code} must be one of ${stateCategories.join(', ')}`
    }
    map.set(Number(code), category)
  }
  return map
}

function asJson(eras: readonly StateEra[]): object {
  const list = eras.map(({ validFrom, codes }) => ({
    ...(validFrom === null ? {} : { validFrom }),
    codes: Object.fromEntries(codes),
  }))
  const [first] = list
  return list.length === 1 && !('validFrom' in first!) ? first!.codes : list
}
