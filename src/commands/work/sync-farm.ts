import type { Farm } from '../../etl/farm/find-farm.ts'
import { findGoneAssets } from '../../etl/farm/find-gone-assets.ts'
import type { GoneAsset } from '../../etl/farm/find-gone-assets.ts'
import { findLateAssets, tasksOf } from '../../etl/farm/find-late-assets.ts'
import type { LateAsset } from '../../etl/farm/find-late-assets.ts'
import { emptyDay } from '../../etl/sync.ts'
import type { DayRange } from '../../etl/sync.ts'
import { tidySeams } from '../../etl/tidy-seams.ts'
import { print, say } from '../../log/say.ts'
import { openReadyTarget } from '../../target/tables/open-ready-target.ts'
import type { Target } from '../../target/tables/schema.ts'
import { describeGone } from '../words/describe-gone.ts'
import { countAssetDays } from '../words/count-asset-days.ts'
import { describeLate, lateAsJson, sumUpLate } from '../words/describe-late.ts'
import { describeUnnamed } from '../words/describe-unnamed.ts'
import { describeFarmPlan, farmPlanAsJson } from '../words/farm-plan.ts'
import { sayFarmLayouts } from '../words/say-layouts.ts'
import type { SyncRecord } from './record-sync.ts'
import { runDays } from './run-days.ts'
import { daysToLoad } from './sync-days.ts'
import type { SyncOptions } from './sync-days.ts'

export interface SyncFarmOptions extends Omit<SyncOptions, 'scope'> {
  readonly variables: readonly string[]
  readonly byAsset: boolean
  /** What all of the Source's assets begin with in the Target; undefined where only some are looked at. */
  readonly prefixOfAll: string | undefined
}

/** Finds the late days of a farm's assets, says why each is one, and loads them. */
export async function syncFarm(
  range: DayRange,
  farm: Farm,
  record: SyncRecord,
  {
    isDryRun,
    allowEmpty,
    json,
    variables,
    byAsset,
    prefixOfAll,
    same,
    ...options
  }: SyncFarmOptions,
): Promise<void> {
  farm.remarks.forEach(say)
  const { late, gone, rowsWithoutAsset } = await findAndEmpty(
    range,
    farm,
    record.target,
    { ...options, variables, prefixOfAll },
    allowEmpty && !isDryRun,
  )
  const changes = late.flatMap((asset) => asset.late)
  if (json === undefined) {
    describeFarmPlan(late, { allowEmpty, isDryRun, byAsset }).forEach(say)
    describeLate(changes).forEach(say)
    describeGone(gone, prefixOfAll ?? '').forEach(say)
  }
  const asJson = {
    ...json,
    ...farmPlanAsJson(late),
    notInSource: gone,
    rowsWithoutAsset,
    ...lateAsJson(changes),
  }
  const work = tasksOf(
    late.map(({ asset, plan }) => ({ asset, days: daysToLoad(plan, allowEmpty) })),
    variables,
  )
  const days = work.reduce((sum, task) => sum + task.assets.length * task.days.length, 0)
  const why = describeFarmPlan(late, { allowEmpty, isDryRun, byAsset: false })
  record.plan(days, [...sumUpLate(changes), ...why])
  if (isDryRun || days === 0) {
    if (json !== undefined) print(JSON.stringify(asJson))
    else if (days > 0) print(`${countAssetDays(days, true)} to load`)
    else print(`${range.first} to ${range.last}: nothing to load`)
  } else {
    await record.release()
    await runDays({
      ...options,
      report: record,
      work,
      byAsset,
      keepsEmptied: !allowEmpty,
      json: json === undefined ? undefined : asJson,
    })
  }
  await tidyFarm(range, late, { ...options, variables, isDryRun, same })
}

async function findAndEmpty(
  range: DayRange,
  { assets }: Farm,
  target: Target,
  {
    connector,
    variables,
    prefixOfAll,
  }: Pick<SyncFarmOptions, 'connector' | 'variables' | 'prefixOfAll'>,
  empties: boolean,
): Promise<{
  readonly late: LateAsset[]
  readonly gone: GoneAsset[]
  readonly rowsWithoutAsset: number
}> {
  const onAssets = (count: number) => {
    if (count < assets.length) say(`compared ${count} of ${assets.length} assets`)
  }
  const { first, last } = range
  let rowsWithoutAsset = 0
  const onUnnamed = (rows: number) => {
    rowsWithoutAsset = rows
    say(describeUnnamed(rows, first === last ? [first] : [first, last]))
  }
  const told = { onAssets, onUnnamed }
  const late = await findLateAssets(connector, target, assets, variables, range, told)
  for (const { asset, plan, units } of empties ? late : []) {
    const scope = { asset: asset.asset, variables }
    for (const day of plan.emptied) await emptyDay(target, asset.settings, scope, units, day)
  }
  const gone =
    prefixOfAll === undefined
      ? []
      : await findGoneAssets(target, assets, prefixOfAll, variables, range)
  return { late, gone, rowsWithoutAsset }
}

/** Deletes what lies between days of several layouts, and says which days are left of another than the settings'. */
async function tidyFarm(
  range: DayRange,
  late: readonly LateAsset[],
  {
    targetUrl,
    targetLimits,
    variables,
    isDryRun,
    same,
  }: Pick<SyncFarmOptions, 'targetUrl' | 'targetLimits' | 'variables' | 'isDryRun' | 'same'>,
): Promise<void> {
  const former = late.filter(({ layouts }) => layouts !== undefined)
  if (former.length === 0) return
  const left: [asset: string, layouts: NonNullable<LateAsset['layouts']>][] = []
  const target = isDryRun ? undefined : await openReadyTarget(targetUrl, targetLimits)
  try {
    let deleted = 0
    for (const { asset, layouts } of former) {
      const scope = { asset: asset.asset, variables }
      const tidied =
        target === undefined
          ? { deleted: 0, layouts }
          : await tidySeams(target, asset.settings, scope, range)
      deleted += tidied.deleted
      if (tidied.layouts !== undefined) left.push([asset.asset, tidied.layouts])
    }
    if (deleted > 0) say(`${deleted} values between days belonged to none and were deleted`)
  } finally {
    await target?.close()
  }
  sayFarmLayouts(left, same)
}
