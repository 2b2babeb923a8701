import { MinuanoError } from '../../errors/minuano-error.ts'
import type { LedgerEntry } from '../../target/ledger/write-ledger.ts'
import type { Day } from '../../time/day.ts'
import type { MeasuredDay } from '../aggregate/measure-day.ts'
import type { EtlSettings } from '../shape/etl-settings.ts'
import type { Scope } from '../shape/work.ts'
import { failureEntries } from './record-failure.ts'

/** Days that are loaded of the same variables, and those of which the Target's values are kept. */
export interface KeptGroup {
  readonly kept: readonly string[]
  readonly variables: readonly string[]
  readonly days: readonly MeasuredDay[]
}

/**
 * Days of one asset in groups of the same variables: those are left out that the Target has values of, as `isHeld`
 * says, and the Source has none any more, all being NULL or NaN. Mostly there is one group.
 */
export function groupByKept(
  days: readonly MeasuredDay[],
  variables: readonly string[],
  isHeld: (day: Day, variable: string) => boolean,
): KeptGroup[] {
  const groups = new Map<string, KeptGroup & { readonly days: MeasuredDay[] }>()
  for (const day of days) {
    const kept = variables.filter(
      (variable) => !hasValues(day, variable) && isHeld(day.day, variable),
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

/** What the ledger says of a group's variables that are kept. */
export function keptEntries(
  settings: EtlSettings,
  { asset }: Pick<Scope, 'asset'>,
  { kept, days }: KeptGroup,
  startedAt: number,
): LedgerEntry[] {
  const error = new MinuanoError('no-source-data', 'the Source has no values any more')
  const names = days.map(({ day }) => day)
  return failureEntries(settings, { asset, variables: kept }, names, startedAt, error)
}

/** Whether the Source has samples of a variable, those that the statistics leave out too. */
export function hasValues({ samples }: MeasuredDay, variable: string): boolean {
  const found = samples.get(variable)!
  const { valid, outOfRange, ambiguous, conflicts = 0, heldRows = 0, excludedValues = 0 } = found
  const values = valid + outOfRange + ambiguous + conflicts + heldRows + excludedValues
  return values > 0 || found.leftOut !== undefined
}
