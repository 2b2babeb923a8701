import type { Asset } from '../signal/asset.ts'
import { countDays } from '../target/read/count-days.ts'
import type { DayCount } from '../target/read/count-days.ts'
import type { StoredSignal } from '../target/read/list-signals.ts'
import type { Target } from '../target/tables/schema.ts'
import { countDays as countCalendarDays } from '../time/day.ts'
import type { Day } from '../time/day.ts'
import type { ExportKind } from './export-kind.ts'

/** Days of assets: how many there are, and which of them are not whole. */
export interface UnwholeDays {
  readonly asked: number
  readonly whole: number
  /** Never loaded, or forgotten. */
  readonly notLoaded: number
  /** By how they stand, without those that are whole. */
  readonly states: readonly DayCount[]
}

interface UnwholeQuery {
  readonly kind: ExportKind
  readonly signals: readonly StoredSignal[]
  readonly assets: readonly Asset[]
  readonly from: Day
  readonly to: Day
}

/** How the days stand that an export is asked for, by the ledger: of each asset the variables that it has. */
export async function countUnwhole(
  target: Target,
  { kind: { periodSeconds }, signals, assets, from, to }: UnwholeQuery,
): Promise<UnwholeDays> {
  const variablesOf = new Map<Asset, Set<string>>(assets.map((asset) => [asset, new Set()]))
  for (const { asset, variable } of signals) variablesOf.get(asset)?.add(variable)
  const counts = await countDays(target, {
    assets: new Map([...variablesOf].map(([asset, { size }]) => [asset, size])),
    variables: [...new Set(signals.map(({ variable }) => variable))],
    periodSeconds,
    from,
    to,
  })
  const asked = countCalendarDays(from, to) * assets.length
  const known = counts.reduce((sum, { days }) => sum + days, 0)
  const whole = counts.find(({ state }) => state === 'whole')?.days ?? 0
  const states = counts.filter(({ state }) => state !== 'whole')
  return { asked, whole, notLoaded: asked - known, states }
}
