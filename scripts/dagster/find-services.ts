import type { Config } from '../../src/config/settings.ts'
import { readRunning } from '../../src/embedded/read-running.ts'
import { say } from '../../src/log/say.ts'
import type { Later } from '../../src/stack/teardown.ts'
import type { Claim } from './running-dagster.ts'
import type { Services } from './services.ts'
import { startUp } from './start-up.ts'

/** How long a `minuano up` that is starting is waited for. */
const waitMilliseconds = 30_000

const never = new Promise<never>(() => undefined)

/** What the environment says for all of several plants: each has a Connector, and nothing is started. */
export function servicesOfPlants(config: Config): Services {
  return {
    connectorUrl: config.connectorUrl,
    connectorApiKey: config.connectorApiKey?.join(','),
    targetUrl: config.targetDatabaseUrl,
    broken: never,
  }
}

/**
 * The Connector and the Target: those of the settings, of a running `minuano up`, or of one that is
 * started, which loads no day: that is left to Dagster.
 */
export async function findServices(config: Config, claim: Claim, later: Later): Promise<Services> {
  const { connectorUrl, targetDatabaseUrl: targetUrl, sourceDatabaseUrl } = config
  const connectorApiKey = config.connectorApiKey?.join(',')
  if (connectorUrl !== undefined && targetUrl !== undefined) {
    return { connectorUrl, connectorApiKey, targetUrl, broken: never }
  }
  // A Source of the caller's own is not the one that a running `up` serves.
  const running =
    connectorUrl === undefined && sourceDatabaseUrl !== undefined
      ? undefined
      : await readRunning(config.dataDirectory, { waitMilliseconds })
  if (running === undefined) return startUp(config, claim, later)
  say(`Using the minuano up that runs (process ${running.pid}).`)
  return {
    connectorUrl: connectorUrl ?? running.connectorUrl,
    connectorApiKey:
      connectorApiKey ?? (connectorUrl === undefined ? running.connectorApiKey : undefined),
    targetUrl: targetUrl ?? running.targetUrl,
    broken: never,
  }
}
