import type pg from 'pg'
import type { FilterValue, RowFilter } from '../../config/row-filter.ts'
import { describeError } from '../../errors/describe-error.ts'
import { listSome } from '../../errors/list-some.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { quoteIdentifier, quoteLiteral } from '../../postgres/quote.ts'
import type { SourceColumn } from './list-columns.ts'
import { notReadable } from './not-readable.ts'
import { numericTypes } from './numeric-types.ts'

/** What PostgreSQL says of a value that is none of the type, or of a type that knows no equality. */
const valueFault = /^(22...|42883|42804|42725)$/

/** A table's columns that a fault lists. */
const mostListed = 30

/**
 * The rows that a filter lets through, as an SQL condition; undefined where it lets all through. Every
 * name is quoted, every value a literal of its column's type. Throws `configuration` for a column that is
 * not there and for a value that is not of its type, `source-refused` where it may not be read.
 */
export async function filterExpression(
  client: pg.ClientBase,
  relation: string,
  columns: readonly SourceColumn[],
  filter: RowFilter | undefined,
): Promise<string | undefined> {
  if (filter === undefined || filter.size === 0) return undefined
  const parts = [...filter].map(([name, values]) => ({
    column: findColumn(relation, columns, name),
    values,
  }))
  for (const { column, values } of parts) for (const value of values) demandKind(column, value)
  const whole = parts.map(({ column, values }) => condition(column, values)).join(' and ')
  const probe = (text: string) => client.query(`select from ${relation} where ${text} limit 0`)
  try {
    await probe(whole)
  } catch (error) {
    if (!isValueFault(error)) throw error
    for (const { column, values } of parts) {
      for (const value of values) {
        await probe(condition(column, [value])).catch((cause: unknown) => {
          throw isValueFault(cause) ? notOfType(column, value, describeError(cause)) : cause
        })
      }
    }
    throw error
  }
  return whole
}

function findColumn(relation: string, columns: readonly SourceColumn[], name: string) {
  const column = columns.find((candidate) => candidate.name === name)
  if (column === undefined) {
    const known = listSome(
      columns.map((each) => each.name),
      mostListed,
    )
    throw new MinuanoError(
      'configuration',
      `SOURCE_WHERE: the Source's table ${relation} has no column ${name}; it has ${known}`,
    )
  }
  if (!column.readable) throw notReadable(relation, name, 'SOURCE_WHERE')
  return column
}

/** A number for a number, so that no text is taken for one by mistake; as text where JSON cannot hold it. */
function demandKind(column: SourceColumn, value: FilterValue): void {
  if (value === null) return
  const isNumeric = numericTypes.includes(column.base)
  if (isNumeric && typeof value !== 'number' && !/^-?\d+(\.\d+)?$/.test(String(value))) {
    throw notOfType(column, value, 'write numbers, such as 192')
  }
  if (column.base === 'bool' && typeof value !== 'boolean') {
    throw notOfType(column, value, 'write true or false')
  }
  if (!isNumeric && column.base !== 'bool' && typeof value !== 'string') {
    throw notOfType(column, value, `write text, such as "${String(value)}"`)
  }
}

function condition(column: SourceColumn, values: readonly FilterValue[]): string {
  const name = quoteIdentifier(column.name)
  // A cast to these cuts the text, and so would find other rows.
  const type = /^(name|char)$/.test(column.base) ? 'text' : column.wholeType
  const literals = values
    .filter((value) => value !== null)
    .map((value) => `${quoteLiteral(String(value))}::${type}`)
  const isOneOf = literals.length === 0 ? [] : [`${name} in (${literals.join(', ')})`]
  const isNull = values.includes(null) ? [`${name} is null`] : []
  return `(${[...isOneOf, ...isNull].join(' or ')})`
}

function isValueFault(error: unknown): boolean {
  return valueFault.test(String((error as { code?: unknown }).code))
}

function notOfType({ name, type }: SourceColumn, value: FilterValue, why: string): MinuanoError {
  return new MinuanoError(
    'configuration',
    `SOURCE_WHERE: ${JSON.stringify(value)} is not allowed for ${name}, which is ${type}: ${why.replace(/\s+/g, ' ')}`,
  )
}
