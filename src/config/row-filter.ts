import { objectReader } from './object-reader.ts'
import { parseJsonObject } from './parse-json-object.ts'
import type { Reader } from './setting.ts'

/** A value that a column may have; null: none. */
export type FilterValue = string | number | boolean | null

/** Columns, and of each the values that a row may have there: a row that has another is none. */
export type RowFilter = ReadonlyMap<string, readonly FilterValue[]>

/** Values of all columns: each is written into every statement. */
const mostValues = 1000

const expects =
  'a JSON object of columns and lists of the values that they may have, such as {"quality": [192], "deleted": [false, null]}'

/** `{"quality": [192], "deleted": [false, null]}`, never SQL. */
export const rowFilter: Reader<RowFilter> = objectReader({
  parse,
  write: (filter) => Object.fromEntries(filter),
  expects,
  schema: {
    type: 'object',
    propertyNames: { minLength: 1 },
    additionalProperties: {
      type: 'array',
      items: { type: ['string', 'number', 'boolean', 'null'] },
      minItems: 1,
    },
    examples: [{ quality: [192], deleted: [false, null] }],
  },
})

function parse(text: string): RowFilter | string | undefined {
  const json = parseJsonObject(text)
  if (json === undefined) return undefined
  const entries = Object.entries(json)
  if (!entries.every(isColumn)) return undefined
  const filter = new Map(entries)
  return findFault(filter) ?? filter
}

function isColumn(entry: [string, unknown]): entry is [string, FilterValue[]] {
  const [name, values] = entry
  return name !== '' && Array.isArray(values) && values.length > 0 && values.every(isValue)
}

function isValue(value: unknown): value is FilterValue {
  return value === null || /^(string|number|boolean)$/.test(typeof value)
}

function findFault(filter: RowFilter): string | undefined {
  const values = [...filter.values()].flat()
  if (values.length > mostValues) {
    return `it has ${values.length} values, and may have ${mostValues}: a view of the table takes more`
  }
  // JSON's numbers become doubles: what they do not hold exactly would be another value.
  const inexact = values.find(
    (value) => typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER,
  )
  return inexact === undefined
    ? undefined
    : `a number beyond ${Number.MAX_SAFE_INTEGER} is not read exactly: write it as text, such as "9007199254740993"`
}
