import type { SecondDigits } from '../../time/instant.ts'

/** A numeric column of the Source, under the name that the API gives it. */
export interface Variable {
  readonly name: string
  readonly column: string
  /** From the column's comment, such as `m/s`; null where it has none. */
  readonly unit: string | null
  /** PostgreSQL's name of the type: `double precision`, `numeric(6,2)`. All are read as float8. */
  readonly type: string
}

/** What is known of the Source's table before a row of it is read. */
export interface SourceTable {
  /** The table or view, quoted and with its schema: ready to stand in a statement. */
  readonly relation: string
  /** The time column's name, not quoted. */
  readonly timeColumn: string
  /** The zone that a `timestamp` column's clock shows; undefined for a `timestamptz` column. */
  readonly timeZone: string | undefined
  /** Decimals of a second that the time column can hold: text formats write as many. */
  readonly timeDigits: SecondDigits
  /** In the table's order. */
  readonly variables: readonly Variable[]
}

/** The name that the time column has in every answer, whatever it is called in the Source. */
export const timeName = 'timestamp'
