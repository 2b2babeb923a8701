import type { Config } from '../../config/settings.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import type { Asset } from '../../signal/asset.ts'
import { say } from '../../log/say.ts'
import { listFoundDays } from '../../target/read/list-found-days.ts'
import type { FoundDay } from '../../target/read/list-found-days.ts'
import { listSyncRuns } from '../../target/read/list-sync-runs.ts'
import type { SyncRun } from '../../target/read/list-sync-runs.ts'
import type { Target } from '../../target/tables/schema.ts'
import type { Day } from '../../time/day.ts'

/** The last sync, and what syncs found in the Source that the ledger does not say. */
export interface FoundBySync {
  readonly last: SyncRun
  readonly days: readonly FoundDay[]
  /** Of days that were not loaded: whether the Source had no rows of them. */
  readonly isEmpty: (asset: Asset, day: Day, variable: string) => boolean
}

/** Of these assets; undefined where there was no sync yet, or this role may not read of it, which is said. */
export async function readFound(
  target: Target,
  { variables, periodSeconds }: Pick<Config, 'variables' | 'periodSeconds'>,
  assets: readonly Asset[],
  range: { readonly from: Day | undefined; readonly to: Day | undefined },
): Promise<FoundBySync | undefined> {
  try {
    const [last] = await listSyncRuns(target, 1)
    if (last === undefined) return undefined
    const query = { assets, variables, periodSeconds, ...range }
    const days = await listFoundDays(target, query)
    const isEmpty = ({ state }: FoundDay) => state === 'no-source-data'
    const keyOf = (asset: Asset, day: Day, variable: string) =>
      JSON.stringify([asset, day, variable])
    const empty = new Set(
      days.filter(isEmpty).map(({ asset, day, variable }) => keyOf(asset, day, variable)),
    )
    return {
      last,
      days: days.filter((day) => !isEmpty(day)),
      isEmpty: (...of) => empty.has(keyOf(...of)),
    }
  } catch (error) {
    if (!(error instanceof MinuanoError) || error.retryable) throw error
    say(`what sync found is left out: ${error.message}`)
    return undefined
  }
}
