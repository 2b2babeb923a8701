import type { Config } from '../config/settings.ts'
import { readRunning } from '../embedded/read-running.ts'
import type { Pipeline } from './pipeline.ts'
import { sayPipeline } from './say-pipeline.ts'
import type { Others } from './say-pipeline.ts'

/** How long a command waits for an `up` that is starting. */
const waitMilliseconds = 30_000

/**
 * Runs an ETL command where its Connector and Target are: those of the settings, or of a running
 * `minuano up`; then `use` runs in this process. Otherwise the command runs once more as a process
 * of its own, beside what had to be started for it, and its exit code becomes ours.
 */
export async function withPipeline(
  config: Config,
  needsTarget: boolean,
  use: (pipeline: Pipeline, config: Config) => Promise<void>,
): Promise<void> {
  const found = await findPipeline(config, needsTarget)
  sayPipeline(found?.others ?? othersOf(config, needsTarget))
  if (found === undefined) {
    // Loaded on demand: most runs find their pipeline and need no databases' owner.
    const { supervisePipeline } = await import('./supervise-pipeline.ts')
    process.exitCode = await supervisePipeline(config, needsTarget)
  } else {
    await use(found.pipeline, { ...config, connectorApiKey: found.apiKey })
  }
}

export interface FoundPipeline {
  readonly pipeline: Pipeline
  readonly apiKey: readonly string[] | undefined
  readonly others: Others
}

/** Those that the settings name. */
function othersOf(config: Config, needsTarget: boolean): Others {
  const { connectorUrl, sourceDatabaseUrl, targetDatabaseUrl } = config
  return {
    from: connectorUrl ?? sourceDatabaseUrl,
    into: needsTarget ? targetDatabaseUrl : undefined,
  }
}

/** Those of the settings, or of a running `minuano up`; `undefined` where something must be started. */
export async function findPipeline(
  config: Config,
  needsTarget: boolean,
): Promise<FoundPipeline | undefined> {
  const { connectorUrl, sourceDatabaseUrl, targetDatabaseUrl } = config
  const ownTarget = needsTarget ? targetDatabaseUrl : undefined
  if (connectorUrl !== undefined && (ownTarget !== undefined || !needsTarget)) {
    return {
      pipeline: { connectorUrl, targetUrl: ownTarget },
      apiKey: config.connectorApiKey,
      others: othersOf(config, needsTarget),
    }
  }
  // A Source of the caller's own is not the one that a running `up` serves.
  if (sourceDatabaseUrl !== undefined && connectorUrl === undefined) return undefined
  const running = await readRunning(config.dataDirectory, { waitMilliseconds })
  if (running === undefined) return undefined
  return {
    pipeline: {
      connectorUrl: connectorUrl ?? running.connectorUrl,
      targetUrl: needsTarget ? (targetDatabaseUrl ?? running.targetUrl) : undefined,
    },
    apiKey:
      config.connectorApiKey ??
      (connectorUrl === undefined && running.connectorApiKey !== undefined
        ? [running.connectorApiKey]
        : undefined),
    others: {
      from: connectorUrl ?? (running.named?.connector === true ? running.connectorUrl : undefined),
      into:
        ownTarget ??
        (needsTarget && running.named?.target === true ? running.targetUrl : undefined),
    },
  }
}
