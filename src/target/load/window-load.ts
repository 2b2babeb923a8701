import type { Series } from '../../frame/postgres/postgres-copy.ts'
import type { Instant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import type { FormerChange } from '../ledger/clear-former-days.ts'
import type { BinReasons } from '../ledger/bin-reasons.ts'
import type { LedgerEntry } from '../ledger/write-ledger.ts'

/** Days that are loaded together, of one asset or of many. */
export interface PartsWindow {
  /** All days of all parts, in order and apart from each other. */
  readonly days: readonly Interval[]
  /** About how many values the parts will have together: by which way they are written depends on it. */
  readonly expectedValues: number
  /**
   * The signals of all parts, where they are known before: what is stored of them is then compared by hashes, and read
   * only where it differs. One that no part has costs time and nothing else.
   */
  readonly ids?: readonly number[]
  /** The end of the last day, where it is still under way: a table that is made for it takes all of it. */
  readonly until?: Instant
}

/** One or more whole days of the same signals, to be loaded whole or not at all. */
export interface WindowLoad {
  /** The days, in order and apart from each other: what lies between two of them is left as it is. */
  readonly days: readonly Interval[]
  /** One series a signal; together they are all that the days shall hold of these signals. */
  readonly series: readonly Series[]
  readonly ledger: readonly LedgerEntry[]
  /** Of bins that are not whole; without them, what is known of bins stays. */
  readonly reasons?: BinReasons
}

/** The part of a window that one partition holds. */
export interface PieceLoad {
  readonly days: readonly Interval[]
  readonly series: readonly Series[]
}

/** What a load changed in `data`. */
export interface LoadResult {
  readonly inserted: number
  readonly updated: number
  readonly deleted: number
  /** What became of days that were made in another layout; not there where there are none. */
  readonly former?: readonly FormerChange[]
}
