import { MinuanoError } from '../../errors/minuano-error.ts'
import type { LedgerEntry } from '../../target/ledger/write-ledger.ts'
import type { MeasuredDay } from '../aggregate/measure-day.ts'
import { failureEntries } from '../load/record-failure.ts'
import { hasValues } from '../load/guard-emptied.ts'
import type { Held } from './find-held.ts'
import { isMeasured } from './measure-assets.ts'
import type { AssetDay } from './measure-assets.ts'
import type { PlantAsset } from './plant-asset.ts'

/** Measured days that are loaded of the same variables, and those of which the Target's values are kept. */
export interface KeptGroup {
  readonly kept: readonly string[]
  readonly variables: readonly string[]
  readonly days: readonly MeasuredDay[]
}

/**
 * The measured ones of an asset's days in groups of the same variables: those are left out that the Target has values
 * of and the Source has none any more, where `held` says what the Target has. Mostly there is one group.
 */
export function groupByKept(
  asset: PlantAsset,
  days: readonly AssetDay[],
  variables: readonly string[],
  held: Held | undefined,
): KeptGroup[] {
  const groups = new Map<string, KeptGroup & { readonly days: MeasuredDay[] }>()
  for (const day of days.filter(isMeasured)) {
    const kept = variables.filter(
      (variable) => !hasValues(day, variable) && held?.has(asset, day.day, variable) === true,
    )
    const key = JSON.stringify(kept)
    const group = groups.get(key)
    if (group !== undefined) group.days.push(day)
    else {
      const loaded = variables.filter((variable) => !kept.includes(variable))
      groups.set(key, { kept, variables: loaded, days: [day] })
    }
  }
  return [...groups.values()]
}

/** What the ledger says of variables that are kept. */
export function keptEntries(
  { asset, settings }: PlantAsset,
  kept: readonly string[],
  days: readonly MeasuredDay[],
  startedAt: number,
): LedgerEntry[] {
  if (kept.length === 0) return []
  const error = new MinuanoError('no-source-data', 'the Source has no values any more')
  const names = days.map(({ day }) => day)
  return failureEntries(settings, { asset, variables: kept }, names, startedAt, error)
}
