import type { Asset } from '../../signal/asset.ts'
import type { SecondDigits } from '../../time/instant.ts'
import type { KeyCandidate } from './key-candidates.ts'
import type { SourceVariable } from '../source.ts'

/** A variable, and the column that holds it. */
export interface Variable extends SourceVariable {
  readonly column: string
  /** A numeric that may hold what no double does. */
  readonly isUnbounded?: true
}

/** The column that names a row's asset. */
export interface AssetColumn {
  /** Not quoted. */
  readonly name: string
  /** The type, as SQL, that a name is compared as. */
  readonly type: string
  /** Whether `''` may stand in it, which names nothing. */
  readonly isText: boolean
  /** Whether every row is sure to have a value. */
  readonly isRequired: boolean
}

/** A table that lists the assets, and its column; both quoted. */
export interface AssetTable {
  readonly relation: string
  readonly column: string
}

/** Several assets that are read at once. */
export interface AssetPlaces {
  /** What the table is joined with, as SQL. */
  readonly join: string
  /** A row's asset, as SQL: its place among them, from 1 on. */
  readonly expression: string
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
  /** The column that names a row's asset; without it all rows are of `''`. */
  readonly assetColumn?: AssetColumn
  /** Where the assets are listed; without it, in the rows themselves. */
  readonly assetTable?: AssetTable
  /** The assets that may be read; where it is not there, all. Whoever lists assets keeps to it. */
  readonly allowed?: ReadonlySet<Asset>
  /** Of which of several assets a row is, where these are read at once. */
  readonly places?: AssetPlaces
  /** The condition, as SQL, of the rows that are read; where it is not there, all are. */
  readonly filter?: string
  /** The column, not quoted, that says which of the rows of one time came first; without it nothing does. */
  readonly orderColumn?: string
  /** Columns that may say of which turbine or tag a row is, where there are any. */
  readonly keyCandidates?: readonly KeyCandidate[]
  /** In the table's order. */
  readonly variables: readonly Variable[]
}
