import { MinuanoError } from '../../errors/minuano-error.ts'
import type { SourceColumn } from '../table/list-columns.ts'
import { notReadable } from '../table/not-readable.ts'

/** What a column is wanted for. */
export interface Wanted<Holds> {
  /** The setting that names it. */
  readonly setting: string
  readonly name: string
  /** What it may hold: `values`, `a quality`. */
  readonly what: string
  /** What a column holds; undefined where it can hold nothing of the kind. */
  readonly holdsOf: (column: SourceColumn) => Holds | undefined
}

/**
 * A column that a setting names, and what it holds: numbers, booleans or texts. Throws `configuration` where it is not
 * there or holds none of these, naming those that do, `source-refused` where it may not be read.
 */
export function findColumn<Holds>(
  relation: string,
  columns: readonly SourceColumn[],
  { setting, name, what, holdsOf }: Wanted<Holds>,
): { readonly column: SourceColumn; readonly holds: Holds } {
  const column = columns.find((candidate) => candidate.name === name)
  const holds = column && holdsOf(column)
  if (column === undefined || holds === undefined) {
    const fitting = columns.filter((candidate) => holdsOf(candidate) !== undefined)
    const known = fitting.map((candidate) => candidate.name).join(', ') || 'none'
    const fault =
      column === undefined
        ? `the Source's table ${relation} has no column ${name}`
        : `the Source's column ${name} is ${column.type}, not a number, a boolean or a text`
    throw new MinuanoError(
      'configuration',
      `${setting}: ${fault}; such as may hold ${what} are: ${known}`,
    )
  }
  if (!column.readable) throw notReadable(relation, name, setting)
  return { column, holds }
}
