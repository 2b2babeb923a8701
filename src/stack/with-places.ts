import type { Config } from '../config/settings.ts'
import { readRunning, readRunningDatabases } from '../embedded/read-running.ts'
import { startConnectorProcess } from './start-connector-process.ts'
import { startEmbedded } from './start-embedded.ts'
import { withTeardown } from './teardown.ts'

/** How long a command waits for an `up` that is starting. */
const waitMilliseconds = 30_000

/** Where Source, Target and Connector are, for a look at all of them. */
export interface AllPlaces {
  /** Undefined where only its Connector is known. */
  readonly sourceUrl: string | undefined
  readonly targetUrl: string
  /** A Connector that runs, or one that is started with these settings and ends with the command. */
  connector(config: Config): Promise<{ readonly url: string; readonly apiKey: string | undefined }>
  readonly connectorRuns: boolean
}

/**
 * Hands out those of the settings, else of a running `minuano up`, else of an embedded PostgreSQL that is
 * started for it. This process, a person's, holds both databases' URLs: it only looks.
 */
export function withPlaces<T>(config: Config, use: (places: AllPlaces) => Promise<T>): Promise<T> {
  return withTeardown(async (later) => {
    const { connectorUrl, sourceDatabaseUrl, targetDatabaseUrl } = config
    const needsSource = connectorUrl === undefined && sourceDatabaseUrl === undefined
    const needsEmbedded = needsSource || targetDatabaseUrl === undefined
    const running = needsEmbedded
      ? await readRunning(config.dataDirectory, { waitMilliseconds })
      : undefined
    // Its folder is locked while an `up` runs: nothing is started beside it.
    const urlOf =
      running !== undefined
        ? (await readRunningDatabases(config.dataDirectory))?.urlOf
        : needsEmbedded
          ? (await startEmbedded(config, later)).postgres.urlOf
          : undefined
    const sourceUrl =
      sourceDatabaseUrl ?? (needsSource ? urlOf?.('source', 'connector') : undefined)
    const own = config.connectorApiKey?.[0]
    const served =
      connectorUrl !== undefined
        ? { url: connectorUrl, apiKey: own }
        : running !== undefined && needsSource
          ? { url: running.connectorUrl, apiKey: own ?? running.connectorApiKey }
          : undefined
    return use({
      sourceUrl,
      targetUrl: targetDatabaseUrl ?? running?.targetUrl ?? urlOf!('target', 'etl'),
      connectorRuns: served !== undefined,
      connector: async (settings) =>
        served ?? {
          url: (await startConnectorProcess(settings, sourceUrl!, { port: '0' }, later)).url,
          apiKey: own,
        },
    })
  })
}
