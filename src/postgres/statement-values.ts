import type { StatementResult } from './run-statement.ts'

/** Types whose text is another JSON value than a string, by their number in `pg_type`. */
const converters: Readonly<Record<number, (text: string) => unknown>> = {
  16: (text) => text === 't', // bool
  20: (text) => (Number.isSafeInteger(Number(text)) ? Number(text) : text), // int8
  21: Number, // int2
  23: Number, // int4
  26: Number, // oid
  114: (text) => JSON.parse(text) as unknown, // json
  700: finiteNumber, // float4
  701: finiteNumber, // float8
  1114: (text) => isoTime(text), // timestamp
  1184: (text) => isoTime(text), // timestamptz
  1700: exactNumber, // numeric
  3802: (text) => JSON.parse(text) as unknown, // jsonb
}

const numericTypes: ReadonlySet<number> = new Set([20, 21, 23, 26, 700, 701, 1700])

/** The places of the columns that hold numbers. */
export function numericColumns({ columns }: StatementResult): ReadonlySet<number> {
  return new Set(columns.flatMap(({ type }, place) => (numericTypes.has(type) ? [place] : [])))
}

/**
 * The rows as objects by column name: numbers as numbers where a double holds them exactly (else as
 * text), NaN and infinities as null, times as RFC 3339, without offset where the type has no zone.
 */
export function rowsAsObjects({ columns, rows }: StatementResult): Record<string, unknown>[] {
  return rows.map((row) =>
    Object.fromEntries(
      columns.map(({ name, type }, place) => {
        const text = row[place] ?? null
        const convert = converters[type]
        return [name, text === null || convert === undefined ? text : convert(text)]
      }),
    ),
  )
}

function finiteNumber(text: string): number | null {
  const number = Number(text)
  return Number.isFinite(number) ? number : null
}

/** A double holds every decimal number of 15 digits; one of more keeps its digits as text. */
function exactNumber(text: string): number | string | null {
  const number = finiteNumber(text)
  const digits = text.replace(/[-.]/g, '').replace(/^0+/, '')
  return number !== null && digits.length > 15 ? text : number
}

/** `2025-01-03 00:10:00-03` as `2025-01-03T00:10:00-03:00`; another date style stays as it is. */
function isoTime(text: string): string {
  const match = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)(?:([+-]\d\d)(:\d\d)?)?$/.exec(text)
  if (match === null) return text
  const [, date, time, hours, minutes = ':00'] = match
  if (hours === undefined) return `${date!}T${time!}`
  const offset = `${hours}${minutes}`
  return `${date!}T${time!}${offset === '+00:00' ? 'Z' : offset}`
}
