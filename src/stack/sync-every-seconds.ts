import type { Config } from '../config/settings.ts'

const usual = 600

/**
 * How often a serving `up` is to sync, in seconds; undefined: not. Without the setting, where it serves an embedded
 * Source and Target; not where another is to load the days.
 */
export function syncEverySeconds(config: Config, isToLoad: boolean): number | undefined {
  const { syncEvery, connectorUrl, sourceDatabaseUrl, targetDatabaseUrl } = config
  if (syncEvery !== undefined) return syncEvery === 'off' ? undefined : syncEvery
  const isEmbedded = [connectorUrl, sourceDatabaseUrl, targetDatabaseUrl].every(
    (url) => url === undefined,
  )
  return isEmbedded && isToLoad ? usual : undefined
}
