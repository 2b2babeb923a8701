import type { BackfillOptions } from '../etl/backfill.ts'
import { emptyDay, findLateDays } from '../etl/sync.ts'
import type { SyncPlan } from '../etl/plan/plan-sync.ts'
import type { Scope } from '../etl/shape/work.ts'
import { openReadyTarget } from '../target/tables/open-ready-target.ts'
import type { Day } from '../time/day.ts'
import { runDays } from './run-days.ts'
import { planAsJson, printPlan, sayPlan } from './sync-report.ts'

export interface SyncOptions extends Pick<
  BackfillOptions,
  'connector' | 'targetUrl' | 'targetLimits' | 'settings' | 'concurrency'
> {
  readonly scope: Scope
  readonly isDryRun: boolean
  readonly allowEmpty: boolean
  readonly isJson: boolean
}

/** Finds the late days of a range, says why each is one, and loads them. */
export async function syncDays(
  range: { readonly first: Day; readonly last: Day },
  { isDryRun, allowEmpty, isJson, ...options }: SyncOptions,
): Promise<void> {
  const plan = await findAndEmpty(range, options, allowEmpty && !isDryRun)
  if (!isJson) sayPlan(plan, { allowEmpty, isDryRun })
  const days = daysToLoad(plan, allowEmpty)
  if (isDryRun || days.length === 0) {
    printPlan(plan, range, isJson)
    return
  }
  await runDays({
    ...options,
    work: {
      assets: [options.scope.asset],
      variables: options.scope.variables,
      days,
    },
    keepsEmptied: !allowEmpty,
    json: isJson ? planAsJson(plan) : undefined,
  })
}

/** In order, each once; a load of a day takes the values away that the Source has none of any more. */
function daysToLoad({ load, emptiedVariables }: SyncPlan, allowEmpty: boolean): Day[] {
  const days = [...load, ...(allowEmpty ? emptiedVariables : [])].map(({ day }) => day)
  return [...new Set(days)].sort()
}

async function findAndEmpty(
  range: { readonly first: Day; readonly last: Day },
  {
    connector,
    targetUrl,
    targetLimits,
    settings,
    scope,
  }: Pick<SyncOptions, 'connector' | 'targetUrl' | 'targetLimits' | 'settings' | 'scope'>,
  empties: boolean,
): Promise<SyncPlan> {
  const target = await openReadyTarget(targetUrl, targetLimits)
  try {
    const { plan, inventory } = await findLateDays(connector, target, settings, scope, range)
    if (empties) {
      for (const day of plan.emptied) await emptyDay(target, settings, scope, inventory.units, day)
    }
    return plan
  } finally {
    await target.close()
  }
}
