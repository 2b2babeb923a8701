import type { BackfillOptions } from '../../etl/backfill.ts'
import { emptyDay, findLateDays } from '../../etl/sync.ts'
import type { LateDays } from '../../etl/sync.ts'
import type { Layouts } from '../../etl/plan/describe-layouts.ts'
import type { SyncPlan } from '../../etl/plan/plan-sync.ts'
import type { Scope } from '../../etl/shape/work.ts'
import { say } from '../../log/say.ts'
import { openReadyTarget } from '../../target/tables/open-ready-target.ts'
import type { Target } from '../../target/tables/schema.ts'
import type { Day } from '../../time/day.ts'
import type { SyncRecord } from './record-sync.ts'
import { runDays } from './run-days.ts'
import { describeLate, lateAsJson, sumUpLate } from '../words/describe-late.ts'
import { describePlan, planAsJson, printPlan } from '../words/sync-report.ts'

export interface SyncOptions extends Pick<
  BackfillOptions,
  'connector' | 'targetUrl' | 'targetLimits' | 'settings' | 'concurrency'
> {
  readonly scope: Scope
  readonly isDryRun: boolean
  readonly allowEmpty: boolean
  /** Print one JSON object, with these properties beside the plan and the numbers. */
  readonly json: object | undefined
  /** Flags of this command that another one must be given too. */
  readonly same: string
}

/** Finds the late days of a range, says why each is one, and loads them. */
export async function syncDays(
  range: { readonly first: Day; readonly last: Day },
  record: SyncRecord,
  { isDryRun, allowEmpty, json, ...options }: SyncOptions,
): Promise<void> {
  const { plan, layouts, late } = await findAndEmpty(
    range,
    record.target,
    options,
    allowEmpty && !isDryRun,
  )
  const why = describePlan(plan, { allowEmpty, isDryRun })
  if (json === undefined) [...why, ...describeLate(late)].forEach(say)
  const days = daysToLoad(plan, allowEmpty)
  const asJson = json === undefined ? undefined : { ...json, ...lateAsJson(late) }
  record.plan(days.length, [...sumUpLate(late), ...why])
  if (isDryRun || days.length === 0) {
    printPlan(plan, range, asJson)
  } else {
    await record.release()
    await runDays({
      ...options,
      report: record,
      work: {
        assets: [options.scope.asset],
        variables: options.scope.variables,
        days,
      },
      keepsEmptied: !allowEmpty,
      json: asJson === undefined ? undefined : { ...asJson, ...planAsJson(plan) },
    })
  }
  if (layouts === undefined) return
  if (isDryRun) await sayLayouts(layouts, options.same)
  else await tidy(range, options)
}

/** Loaded on demand: few days were made in another layout than the settings'. */
async function tidy(
  range: { readonly first: Day; readonly last: Day },
  {
    targetUrl,
    targetLimits,
    settings,
    scope,
    same,
  }: Pick<SyncOptions, 'targetUrl' | 'targetLimits' | 'settings' | 'scope' | 'same'>,
): Promise<void> {
  const { tidySeams } = await import('../../etl/tidy-seams.ts')
  const target = await openReadyTarget(targetUrl, targetLimits)
  try {
    const { deleted, layouts } = await tidySeams(target, settings, scope, range)
    if (deleted > 0) say(`${deleted} values between days belonged to none and were deleted`)
    if (layouts !== undefined) await sayLayouts(layouts, same)
  } finally {
    await target.close()
  }
}

/** In order, each once; a load of a day takes the values away that the Source has none of any more. */
export function daysToLoad({ load, emptiedVariables }: SyncPlan, allowEmpty: boolean): Day[] {
  const days = [...load, ...(allowEmpty ? emptiedVariables : [])].map(({ day }) => day)
  return [...new Set(days)].sort()
}

async function findAndEmpty(
  range: { readonly first: Day; readonly last: Day },
  target: Target,
  { connector, settings, scope }: Pick<SyncOptions, 'connector' | 'settings' | 'scope'>,
  empties: boolean,
): Promise<Pick<LateDays, 'plan' | 'layouts' | 'late'>> {
  const found = await findLateDays(connector, target, settings, scope, range)
  if (empties) {
    const { units } = found.inventory
    for (const day of found.plan.emptied) await emptyDay(target, settings, scope, units, day)
  }
  return found
}

async function sayLayouts(layouts: Layouts, same: string): Promise<void> {
  const say = await import('../words/say-layouts.ts')
  say.sayLayouts(layouts, same)
}
