import type { Asset } from '../../signal/asset.ts'
import type { QualityColumn } from '../quality/quality-expression.ts'
import type { QualityKind } from '../quality/quality-kinds.ts'
import type { AssetColumn, SourceTable, Variable } from '../table/source-table.ts'

/** A column of values. */
export interface ValueColumn extends Pick<Variable, 'column' | 'type' | 'isUnbounded'> {
  readonly holds: 'number' | 'text' | 'boolean'
}

/** What says whether a value is good, and what becomes of one that is not. */
export interface Quality {
  /** Without it values are good, and PI's states are told by their text. */
  readonly column?: QualityColumn
  readonly kind: QualityKind
  readonly keepsUncertain: boolean
}

/** One series of a narrow table: the rows of a tag, or of a variable of an asset. */
export interface Key {
  /** What stands in the tag or variable column. */
  readonly tag: string
  /** What stands in the asset column, if there is one; else what the tag says, or `''`. */
  readonly asset: Asset
  readonly variable: string
}

/** The series that were found. */
export interface FoundKeys {
  /** Asset by asset, in the order of the columns. */
  readonly keys: readonly Key[]
  /** Tags that name no variable: they fit no pattern, or another tag has their names; `''` stands for rows without a tag. */
  readonly tagsWithoutVariable: readonly string[]
}

/** What is known of a narrow table before a row of it is read. */
export interface NarrowTable extends SourceTable {
  /** The tag or variable column. */
  readonly tagColumn: AssetColumn
  readonly value: ValueColumn
  readonly quality?: Quality
  /** Whether its rows name their asset, in a column or in the tag. */
  readonly hasAssets: boolean
  /** The series that there were when it was described. */
  readonly found: FoundKeys
  /** What a tag names. */
  readonly nameKeys: NameKeys
}

/** Values of the asset column, if there is one, and of the tag column, as texts. */
export interface RawKey {
  readonly asset: Asset
  readonly tag: string
}

export type NameKeys = (raw: readonly RawKey[]) => FoundKeys
