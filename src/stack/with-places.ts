import type { Config } from '../config/settings.ts'
import type { UrlOf } from '../embedded/cluster/database-urls.ts'
import { readRunning, readRunningDatabases } from '../embedded/read-running.ts'
import { startConnectorProcess } from './start-connector-process.ts'
import { startEmbedded } from './start-embedded.ts'
import { withTeardown } from './teardown.ts'

/** How long a command waits for an `up` that is starting. */
const waitMilliseconds = 30_000

/** Where Source, Target and Connector are, for a look at all of them; each is found when it is asked for. */
export interface AllPlaces {
  /** Undefined where only its Connector is known. */
  readonly source: () => Promise<Place | undefined>
  readonly target: () => Promise<Place>
  /** A Connector that runs, or one that is started with these settings and ends with the command. */
  readonly connector: (
    config: Config,
  ) => Promise<{ readonly url: string; readonly apiKey: string | undefined }>
  /** Whether there is one that runs, with settings of its own. */
  readonly connectorRuns: boolean
}

/** A database, and whether it is the embedded one. */
export interface Place {
  readonly url: string
  readonly isEmbedded: boolean
}

/**
 * Hands out those of the settings, else of a running `minuano up`, else of an embedded PostgreSQL that is
 * started for it. This process, a person's, may ask for both databases' URLs: it only looks.
 */
export function withPlaces<T>(config: Config, use: (places: AllPlaces) => Promise<T>): Promise<T> {
  return withTeardown(async (later) => {
    const { connectorUrl, sourceDatabaseUrl, targetDatabaseUrl } = config
    const needsSource = connectorUrl === undefined && sourceDatabaseUrl === undefined
    const running =
      needsSource || targetDatabaseUrl === undefined
        ? await readRunning(config.dataDirectory, { waitMilliseconds })
        : undefined
    let starting: ReturnType<typeof startEmbedded> | undefined
    const urlOf = async (): Promise<UrlOf | undefined> => {
      // Its folder is locked while an `up` runs: nothing is started beside it.
      if (running !== undefined) return (await readRunningDatabases(config.dataDirectory))?.urlOf
      return (await (starting ??= startEmbedded(config, later))).postgres.urlOf
    }
    const source = async (): Promise<Place | undefined> => {
      if (sourceDatabaseUrl !== undefined) return { url: sourceDatabaseUrl, isEmbedded: false }
      const url = needsSource ? (await urlOf())?.('source', 'connector') : undefined
      return url === undefined ? undefined : { url, isEmbedded: true }
    }
    const own = config.connectorApiKey?.[0]
    const served =
      connectorUrl !== undefined
        ? { url: connectorUrl, apiKey: own }
        : running !== undefined && needsSource
          ? { url: running.connectorUrl, apiKey: own ?? running.connectorApiKey }
          : undefined
    return use({
      source,
      target: async () => {
        if (targetDatabaseUrl !== undefined) return { url: targetDatabaseUrl, isEmbedded: false }
        if (running !== undefined) return { url: running.targetUrl, isEmbedded: true }
        return { url: (await urlOf())!('target', 'etl'), isEmbedded: true }
      },
      connectorRuns: served !== undefined,
      connector: async (settings) => {
        if (served !== undefined) return served
        const { url } = (await source())!
        const { url: started } = await startConnectorProcess(settings, url, { port: '0' }, later)
        return { url: started, apiKey: own }
      },
    })
  })
}
