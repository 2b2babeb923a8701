import type { SyncPlan } from '../../etl/plan/plan-sync.ts'
import { print } from '../../log/say.ts'
import { addDays } from '../../time/day.ts'
import type { Day } from '../../time/day.ts'
import { listRemarks, nameVariables } from './fold-remarks.ts'

export interface PlanWords {
  readonly allowEmpty: boolean
  readonly isDryRun: boolean
}

/** A line for each run of days that are to be loaded, or that the Source has lost, for the same reason. */
export function describePlan(
  { load, emptied, emptiedVariables }: SyncPlan,
  { allowEmpty, isDryRun }: PlanWords,
): string[] {
  const why = load.map(({ day, reasons }) => ({
    day,
    text: listRemarks(
      Object.entries(reasons).map(([reason, of]) => `${reason} (${nameVariables(of)})`),
    ),
  }))
  const what = (them: string) => {
    const deleted = isDryRun ? 'would be deleted' : 'deleted'
    return allowEmpty ? deleted : `kept (--allow-empty deletes ${them})`
  }
  const lost = emptied.map((day) => ({
    day,
    text: `loaded, but the Source has no rows of it any more: ${what('it')}`,
  }))
  const lostVariables = emptiedVariables.map(({ day, variables }) => ({
    day,
    text: `loaded, but the Source has no values of ${nameVariables(variables)} any more: ${what('them')}`,
  }))
  return [why, lost, lostVariables].flatMap(foldEqual)
}

/** Days one after another of which the same is to be said, as one line. */
function foldEqual(lines: readonly { readonly day: Day; readonly text: string }[]): string[] {
  const runs: { first: Day; last: Day; text: string }[] = []
  for (const { day, text } of lines) {
    const run = runs.at(-1)
    if (run?.text === text && addDays(run.last, 1) === day) run.last = day
    else runs.push({ first: day, last: day, text })
  }
  return runs.map(
    ({ first, last, text }) => `${first === last ? first : `${first} to ${last}`}: ${text}`,
  )
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
