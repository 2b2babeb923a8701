import { parseTagPattern } from '../signal/tag-pattern.ts'
import type { TagNames } from '../signal/tag-pattern.ts'
import { choiceForm, stringForm } from './json-form.ts'
import { isJsonObject, parseJsonObject } from './parse-json-object.ts'
import { names } from './readers.ts'
import type { Reader } from './setting.ts'

const layouts = ['wide', 'narrow'] as const

/** How samples lie in the Source's table. */
export const layout: Reader<(typeof layouts)[number]> = {
  read: (value) => layouts.find((known) => known === value),
  expects: 'wide (a column a variable) or narrow (a row a value)',
  json: choiceForm(layouts),
}

const patternExpects =
  'text with {variable} and perhaps {asset} in it, each once and something between them, such as {asset}.{variable}'

/** `{asset}.{variable}`. */
export const tagPattern: Reader<string> = {
  read: (value) => (parseTagPattern(value) === undefined ? undefined : value),
  expects: patternExpects,
  json: {
    ...stringForm('\\{variable\\}', { examples: ['{asset}.{variable}'] }),
    expects: patternExpects,
  },
}

/** A process is given it as one text of its environment, which may have 128 kB. */
const mostCharacters = 100_000

const mapExpects =
  'a JSON object of tags and what each names, such as {"GEN1_KW": {"asset": "T01", "variable": "power"}}; without "asset" where there is one'

/** `{"GEN1_KW": {"asset": "T01", "variable": "power"}}`. */
export const tagMap: Reader<ReadonlyMap<string, TagNames>> = {
  read: (text) => (text.length > mostCharacters ? undefined : parse(text)),
  fault: (text) =>
    text.length > mostCharacters
      ? `it has ${text.length} characters, and may have ${mostCharacters}: a view of the table that names its tags takes more`
      : undefined,
  write: (map) =>
    JSON.stringify(
      Object.fromEntries(
        [...map].map(([tag, { asset, variable }]) => [
          tag,
          asset === '' ? { variable } : { asset, variable },
        ]),
      ),
    ),
  expects: mapExpects,
  json: {
    schema: {
      type: 'object',
      propertyNames: { minLength: 1 },
      additionalProperties: {
        type: 'object',
        properties: {
          asset: { type: 'string', minLength: 1 },
          variable: { type: 'string', minLength: 1 },
        },
        required: ['variable'],
        additionalProperties: false,
      },
      examples: [{ GEN1_KW: { asset: 'T01', variable: 'power' } }],
    },
    toText: (value) => JSON.stringify(value),
    expects: mapExpects.replace('a JSON object', 'an object'),
  },
}

function parse(text: string): ReadonlyMap<string, TagNames> | undefined {
  const json = parseJsonObject(text)
  if (json === undefined) return undefined
  const map = new Map<string, TagNames>()
  for (const [tag, value] of Object.entries(json) as [string, unknown][]) {
    const names = readNames(value)
    if (tag === '' || names === undefined) return undefined
    map.set(tag, names)
  }
  return map.size === 0 ? undefined : map
}

function readNames(value: unknown): TagNames | undefined {
  if (!isJsonObject(value)) return undefined
  const { asset = '', variable, ...rest } = value as Record<string, unknown>
  const isWhole = Object.keys(rest).length === 0 && !('asset' in value && asset === '')
  if (!isWhole || typeof asset !== 'string' || typeof variable !== 'string') return undefined
  return variable === '' ? undefined : { asset, variable }
}

const qualityKinds = ['opc-da', 'opc-ua', 'aveva', 'pi', 'list'] as const

/** What a quality column's codes are those of. */
export const qualityKind: Reader<(typeof qualityKinds)[number]> = {
  read: (value) => qualityKinds.find((known) => known === value),
  expects: `one of ${qualityKinds.join(', ')}`,
  json: choiceForm(qualityKinds),
}

const uncertainRules = ['leave-out', 'keep'] as const

/** What becomes of values that are uncertain. */
export const uncertainRule: Reader<(typeof uncertainRules)[number]> = {
  read: (value) => uncertainRules.find((known) => known === value),
  expects: 'leave-out or keep',
  json: choiceForm(uncertainRules),
}

const isCode = (value: unknown) =>
  typeof value === 'string' ? /^[^,\s]([^,]*[^,\s])?$/.test(value) : Number.isSafeInteger(value)

/** `0, 192, good`. */
export const codes: Reader<readonly string[]> = {
  ...names,
  // A list as JSON writes it would be one code, of which no row is.
  read: (value) => (/[[\]{}"]/.test(value) ? undefined : names.read(value)),
  expects:
    'codes separated by commas, each once, without brackets or quotation marks, such as 0,192',
  json: {
    schema: {
      type: 'array',
      items: { type: ['string', 'integer'], pattern: '^[^,\\s]([^,]*[^,\\s])?$' },
      minItems: 1,
      uniqueItems: true,
    },
    toText: (value) =>
      Array.isArray(value) && value.length > 0 && value.every(isCode) ? value.join(',') : undefined,
    expects: 'a list of codes, each once, such as [0, 192] or ["good"]',
  },
}
