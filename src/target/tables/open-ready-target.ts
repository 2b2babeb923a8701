import { MinuanoError } from '../../errors/minuano-error.ts'
import { isMigrated, migrateTarget } from './migrate-target.ts'
import { say } from '../../log/say.ts'
import type { TargetLimits } from '../limits.ts'
import { openTarget } from './open-target.ts'
import type { Target } from './schema.ts'

/** Opens the Target and makes its tables where they are missing, so that a run needs no set-up. */
export async function openReadyTarget(url: string, limits?: TargetLimits): Promise<Target> {
  const target = await openTarget(url, limits)
  try {
    if (!(await isMigrated(target))) {
      const { place } = await migrateTarget(target)
      // Loaded on demand: it happens once.
      const { settleParts } = await import('../partitions/settle-parts.ts')
      await settleParts(target, place, say)
    }
    return target
  } catch (error) {
    await target.close()
    throw error
  }
}

/** A server that restarts is back in some seconds: what is waited between tries, growing. */
const waitMilliseconds = [250, 500, 1000, 2000, 4000]

/** The same after the connection was lost: some tries, as long as the Target is only not available. */
export async function reopenTarget(url: string, limits?: TargetLimits): Promise<Target> {
  for (const wait of waitMilliseconds) {
    try {
      return await openReadyTarget(url, limits)
    } catch (error) {
      if (!(error instanceof MinuanoError) || !error.retryable) throw error
      await new Promise((resolve) => setTimeout(resolve, wait))
    }
  }
  return openReadyTarget(url, limits)
}
