import { MinuanoError } from '../../errors/minuano-error.ts'
import type { SourceColumn } from './list-columns.ts'
import { notReadable } from './not-readable.ts'
import { numericTypes } from './numeric-types.ts'
import { timeTypes } from './time-types.ts'

/** What follows one another as time does; texts do not: 10 comes before 9. */
const orderedTypes = [...numericTypes, ...timeTypes, 'date']

/**
 * The column that says which of the rows of one time came first; undefined where none is set. Throws
 * `configuration` where it is not there or cannot say it, `source-refused` where it may not be read.
 */
export function findOrderColumn(
  relation: string,
  columns: readonly SourceColumn[],
  name: string | undefined,
  timeColumn: string,
): string | undefined {
  if (name === undefined) return undefined
  const others = columns.filter((column) => column.name !== timeColumn)
  const fitting = others.filter(({ base }) => orderedTypes.includes(base))
  const known = fitting.map((column) => column.name).join(', ') || 'none that could'
  const column = others.find((candidate) => candidate.name === name)
  if (column === undefined || !fitting.includes(column)) {
    const what =
      name === timeColumn
        ? `${name} is the time itself`
        : column === undefined
          ? `the Source's table ${relation} has no column ${name}`
          : `${name} is ${column.type}, which has no order that a number or a time has`
    throw new MinuanoError(
      'configuration',
      `SOURCE_ORDER_COLUMN: ${what}; what may say which of the rows of one time came first: ${known}`,
    )
  }
  if (!column.readable) throw notReadable(relation, name, 'SOURCE_ORDER_COLUMN')
  return name
}
