import type { MinuanoError } from '../errors/minuano-error.ts'
import type { Asset } from '../signal/asset.ts'
import type { Day } from '../time/day.ts'
import type { DayResult } from './load/day-result.ts'

/** How one day of a backfill ended. */
export type DayOutcome = (
  | DayResult
  | { readonly day: Day; readonly status: 'no-source-data' }
  | { readonly day: Day; readonly status: 'failed'; readonly error: MinuanoError }
  /** Of a month that is closed: it is as it was. The error says which, and how it is opened again. */
  | { readonly day: Day; readonly status: 'closed'; readonly error: MinuanoError }
) & {
  /** Of which asset, where the Source has more than one. */
  readonly asset?: Asset
}

/** How one day of one asset of a farm ended. */
export type AssetOutcome = DayOutcome & { readonly asset: Asset }
