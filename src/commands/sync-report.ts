import type { SyncPlan } from '../etl/plan/plan-sync.ts'
import { print, say } from '../log/say.ts'
import type { Day } from '../time/day.ts'

/** A line for each day that is to be loaded, or that the Source has lost. */
export function sayPlan(
  { load, emptied, emptiedVariables }: SyncPlan,
  { allowEmpty, isDryRun }: { readonly allowEmpty: boolean; readonly isDryRun: boolean },
): void {
  for (const { day, reasons } of load) {
    const why = Object.entries(reasons).map(([reason, of]) => `${reason} (${of.join(', ')})`)
    say(`${day}: ${why.join('; ')}`)
  }
  const what = (them: string) => {
    const deleted = isDryRun ? 'would be deleted' : 'deleted'
    return allowEmpty ? deleted : `kept (--allow-empty deletes ${them})`
  }
  for (const day of emptied) {
    say(`${day}: loaded, but the Source has no rows of it any more: ${what('it')}`)
  }
  for (const { day, variables } of emptiedVariables) {
    const of = variables.join(', ')
    say(`${day}: loaded, but the Source has no values of ${of} any more: ${what('them')}`)
  }
}

/** The last word of a sync that loads nothing. */
export function printPlan(
  plan: SyncPlan,
  { first, last }: { readonly first: Day; readonly last: Day },
  json: object | undefined,
): void {
  if (json !== undefined) print(JSON.stringify({ ...json, ...planAsJson(plan) }))
  else if (plan.load.length > 0) print(`${plan.load.length} days to load`)
  else print(`${first} to ${last}: nothing to load`)
}

/** What schedulers read. */
export function planAsJson({ load, emptied, emptiedVariables }: SyncPlan): object {
  return { toLoad: load, emptied, emptiedVariables }
}
