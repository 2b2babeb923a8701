import type { Target } from '../../target/tables/schema.ts'
import type { MeasuredDay } from '../aggregate/measure-day.ts'
import type { EtlSettings } from '../shape/etl-settings.ts'
import type { Scope } from '../shape/work.ts'
import { findHeld } from './find-held.ts'
import { groupByKept, hasValues, keptEntries } from './group-by-kept.ts'
import type { KeptGroup } from './group-by-kept.ts'
import { recordFailures } from './record-failure.ts'

/**
 * Takes out of days the variables that the Target has values of and the Source has none any more, so that
 * these are kept; the ledger says so. Gives the rest in groups of days with the same variables: one group, of
 * all of them, where nothing is taken out. The Target is asked only where the Source lacks values.
 */
export async function guardEmptied(
  target: Target,
  settings: EtlSettings,
  { asset, variables }: Scope,
  days: readonly MeasuredDay[],
  startedAt: number,
): Promise<Pick<KeptGroup, 'variables' | 'days'>[]> {
  if (days.every((day) => variables.every((variable) => hasValues(day, variable)))) {
    return [{ variables, days }]
  }
  const held = await findHeld(target, {
    assets: [asset],
    periodSeconds: settings.periodSeconds,
    variables,
    from: days[0]!.day,
    to: days.at(-1)!.day,
  })
  const groups = groupByKept(days, variables, (day, variable) => held.has(asset, day, variable))
  const entries = groups.flatMap((group) => keptEntries(settings, { asset }, group, startedAt))
  await recordFailures(target, entries)
  return groups.filter((group) => group.variables.length > 0)
}
