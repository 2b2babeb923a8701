import type { Config } from '../../config/settings.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { say } from '../../log/say.ts'
import type { Asset } from '../../signal/asset.ts'
import { listClosings } from '../../target/read/list-closings.ts'
import type { MonthClosing } from '../../target/read/list-closings.ts'
import { listLateChanges } from '../../target/read/list-late-changes.ts'
import type { LateChange } from '../../target/read/list-late-changes.ts'
import type { Target } from '../../target/tables/schema.ts'
import type { Day } from '../../time/day.ts'

/** Which months are closed, and the late data in them. */
export interface ClosedFacts {
  readonly months: readonly MonthClosing[]
  readonly late: readonly LateChange[]
  readonly has: (asset: Asset, day: Day) => boolean
}

/** Of these assets; where this role may not read of it, none, and that is said. */
export async function readClosed(
  target: Target,
  { variables, periodSeconds }: Pick<Config, 'variables' | 'periodSeconds'>,
  assets: readonly Asset[],
  range: { readonly from: Day | undefined; readonly to: Day | undefined },
): Promise<ClosedFacts> {
  try {
    const months = (await listClosings(target, assets)).filter((of) => of.reopenedAt === null)
    if (months.length === 0) return nothing
    const late = await listLateChanges(target, { assets, variables, periodSeconds, ...range })
    const keys = new Set(months.map(({ asset, month }) => keyOf(asset, month)))
    return { months, late, has: (asset, day) => keys.has(keyOf(asset, day.slice(0, 7))) }
  } catch (error) {
    if (!(error instanceof MinuanoError) || error.retryable) throw error
    say(`which months are closed is left out: ${error.message}`)
    return nothing
  }
}

const nothing: ClosedFacts = { months: [], late: [], has: () => false }

function keyOf(asset: Asset, month: string): string {
  return JSON.stringify([asset, month])
}
