import type { Config } from '../config/settings.ts'
import { keepConnector } from './keep-connector.ts'
import { keepRunning } from './keep-running.ts'
import { spawnMinuano, stopChild, waitForExit } from './spawn-minuano.ts'
import { startEmbedded } from './start-embedded.ts'
import { withTeardown } from './teardown.ts'

/**
 * Starts what the settings do not name, Connector and databases, runs the same command line as a
 * process of its own that knows only the Connector and the Target, and stops all again; gives that
 * process's exit code. A Connector, or an embedded PostgreSQL, that ends meanwhile is started again. So the process
 * that runs the ETL never holds a credential of the Source.
 */
export function supervisePipeline(config: Config, needsTarget: boolean): Promise<number> {
  return withTeardown(async (later) => {
    const needsSource = config.connectorUrl === undefined && config.sourceDatabaseUrl === undefined
    const needsOwnTarget = needsTarget && config.targetDatabaseUrl === undefined
    const embedded =
      needsSource || needsOwnTarget ? (await startEmbedded(config, later)).postgres : undefined
    if (embedded !== undefined) later(keepRunning({ name: 'the embedded PostgreSQL', ...embedded }))
    const sourceUrl = config.sourceDatabaseUrl ?? embedded?.urlOf('source', 'connector')
    const { url: connectorUrl, retries: connectorRetries } =
      config.connectorUrl === undefined
        ? await keepConnector(config, sourceUrl!, later)
        : { url: config.connectorUrl, retries: config.connectorRetries }
    const targetUrl = config.targetDatabaseUrl ?? embedded?.urlOf('target', 'etl')
    const child = spawnEtl(
      { ...config, connectorRetries },
      process.argv.slice(2),
      { connectorUrl, targetUrl },
      'inherit',
    )
    later(() => stopChild(child, 'SIGINT'))
    return waitForExit(child)
  })
}

/** Starts an ETL command with the Connector and the Target, and the settings that shape its work. */
export function spawnEtl(
  config: Config,
  args: readonly string[],
  { connectorUrl, targetUrl }: { connectorUrl: string; targetUrl: string | undefined },
  stdout: 'pipe' | 'inherit',
  stderr: 'pipe' | 'inherit' = 'inherit',
) {
  return spawnMinuano(
    config,
    'etl',
    args,
    { connectorUrl, connectorApiKey: config.connectorApiKey?.[0], targetDatabaseUrl: targetUrl },
    stdout,
    stderr,
  )
}
