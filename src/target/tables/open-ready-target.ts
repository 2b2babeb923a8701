import { isMigrated, migrateTarget } from './migrate-target.ts'
import type { TargetLimits } from '../limits.ts'
import { openTarget } from './open-target.ts'
import type { Target } from './schema.ts'

/** Opens the Target and makes its tables where they are missing, so that a run needs no set-up. */
export async function openReadyTarget(url: string, limits?: TargetLimits): Promise<Target> {
  const target = await openTarget(url, limits)
  try {
    if (!(await isMigrated(target))) await migrateTarget(target)
    return target
  } catch (error) {
    await target.close()
    throw error
  }
}
