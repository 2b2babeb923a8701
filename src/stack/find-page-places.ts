import type { Config } from '../config/settings.ts'
import { readRunning, readRunningDatabases } from '../embedded/read-running.ts'
import { MinuanoError } from '../errors/minuano-error.ts'
import type { SamplesSource } from '../page/source/fetch-samples.ts'

/** How long the page waits for an `up` that is starting. */
const waitMilliseconds = 30_000

/** Where the page reads. */
export interface PagePlaces {
  readonly targetUrl: string
  /** Undefined: no Connector is known. */
  readonly samples: SamplesSource | undefined
}

/**
 * The Target and the Connector of the settings, else those of a running `minuano up`, whose Target the page enters as
 * the role `reader`. Throws `configuration` where there is no Target.
 */
export async function findPagePlaces(config: Config): Promise<PagePlaces> {
  const { targetDatabaseUrl, connectorUrl, sourceDatabaseUrl, connectorApiKey } = config
  const own = connectorApiKey?.[0]
  // A Source of the caller's own is not the one that a running `up` serves.
  const isOther = connectorUrl !== undefined || sourceDatabaseUrl !== undefined
  const running =
    targetDatabaseUrl === undefined
      ? await readRunning(config.dataDirectory, { waitMilliseconds })
      : undefined
  if (targetDatabaseUrl === undefined && running === undefined) {
    throw new MinuanoError(
      'configuration',
      'there is no Target to show: set TARGET_DATABASE_URL, or call `minuano up`, which serves the page too',
    )
  }
  const embedded =
    running?.named?.target === true ? undefined : await readRunningDatabases(config.dataDirectory)
  return {
    targetUrl: targetDatabaseUrl ?? embedded?.urlOf('target', 'reader') ?? running!.targetUrl,
    samples:
      connectorUrl !== undefined
        ? { url: connectorUrl, apiKey: own }
        : running === undefined || isOther
          ? undefined
          : { url: running.connectorUrl, apiKey: own ?? running.connectorApiKey },
  }
}
