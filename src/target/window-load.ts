import type { Series } from '../frame/postgres-copy.ts'
import type { Interval } from '../time/interval.ts'
import type { IncompleteBins } from './incomplete-bins.ts'
import type { LedgerEntry } from './ledger.ts'

/** One or more whole days of the same signals, to be loaded whole or not at all. */
export interface WindowLoad {
  readonly interval: Interval
  /** One series a signal; together they are all that the window shall hold of these signals. */
  readonly series: readonly Series[]
  readonly ledger: readonly LedgerEntry[]
  /** Without them, what is known of incomplete bins stays. */
  readonly incomplete?: IncompleteBins
}

/** What a load changed in `data`. */
export interface LoadResult {
  readonly inserted: number
  readonly updated: number
  readonly deleted: number
}
