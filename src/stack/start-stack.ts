import type { Config } from '../config/settings.ts'
import { MinuanoError } from '../errors/minuano-error.ts'
import { limitReader } from '../embedded/cluster/limit-reader.ts'
import { readRunning } from '../embedded/read-running.ts'
import { say } from '../log/say.ts'
import { withConnection } from '../postgres/connect.ts'
import type { FarmFault } from '../source/seed/farm-faults.ts'
import { seedSource } from '../source/seed/seed-source.ts'
import { sourcePeriod } from '../source/table/source-period.ts'
import { describeSource } from '../source/table/describe-source.ts'
import { startConnectorProcess } from './start-connector-process.ts'
import { startEmbedded } from './start-embedded.ts'
import type { Later } from './teardown.ts'

/** Everything that `up` started or was given. */
export interface Stack {
  readonly connectorUrl: string
  readonly docsUrl: string
  /** How often it is worth to ask it again. */
  readonly connectorRetries: number
  /** The owner's URL of the Source; `null` where only its Connector is known. */
  readonly sourceUrl: string | null
  /** The owner's URL of the Target, and the one that the ETL uses. */
  readonly targetUrl: string
  readonly etlUrl: string
  /** The one that only reads; of a Target that the settings name, the same. */
  readonly readerUrl: string
  /** Rejects when a part ends that should not. */
  readonly broken: Promise<never>
  /** Lets other commands use what runs here. */
  publish(): Promise<void>
}

/** What an empty embedded Source is filled with, and whether with a farm of so many turbines. */
export interface SeedChoice {
  readonly assets?: number | undefined
  readonly withFaults?: boolean
  /** Told what is wrong with the rows. */
  readonly onFaults?: (faults: readonly FarmFault[]) => void
}

const seed = { from: '2025-01-01', days: 10, seed: 1, replace: false }

/**
 * Starts, of Source, Connector and Target, what the settings do not name. Throws `already-running`
 * if another `up` serves this data folder.
 */
export async function startStack(
  config: Config,
  listen: { readonly port?: string | undefined },
  later: Later,
  choice: SeedChoice = {},
): Promise<Stack> {
  const embedsSource = config.connectorUrl === undefined && config.sourceDatabaseUrl === undefined
  if (choice.assets !== undefined && !embedsSource) {
    throw new MinuanoError(
      'usage',
      '--seed-assets fills the embedded Source, and the settings name another: leave SOURCE_DATABASE_URL and CONNECTOR_URL out, or call `minuano source seed --assets`',
    )
  }
  const embedsTarget = config.targetDatabaseUrl === undefined
  const embedded =
    embedsSource || embedsTarget ? await startOwn(config, embedsSource, later, choice) : undefined
  const sourceUrl = config.sourceDatabaseUrl ?? embedded?.postgres.urlOf('source', 'connector')
  const startConnector = async () =>
    config.connectorUrl === undefined
      ? startConnectorProcess(config, sourceUrl!, listen, later)
      : {
          url: config.connectorUrl,
          docs: `${config.connectorUrl}/docs`,
          exited: never,
          retries: config.connectorRetries,
        }
  // Beside the Connector's start, which takes longer; and both are awaited, so that what either started is known.
  const [started, limited] = await Promise.allSettled([
    startConnector(),
    embedsTarget ? limitReader(embedded!.postgres.urlOf) : undefined,
  ])
  if (started.status === 'rejected') throw started.reason
  if (limited.status === 'rejected') throw limited.reason
  const connector = started.value
  const broken = Promise.race([
    connector.exited.then(() => failed('the Connector')),
    (embedded?.postgres.exited ?? never).then(() => failed('the embedded PostgreSQL')),
  ])
  // After a wanted end nobody waits for it any more.
  broken.catch(() => undefined)
  const etlUrl = config.targetDatabaseUrl ?? embedded!.postgres.urlOf('target', 'etl')
  return {
    connectorUrl: connector.url,
    docsUrl: connector.docs,
    connectorRetries: connector.retries,
    sourceUrl: embedsSource
      ? embedded!.postgres.urlOf('source', 'owner')
      : (config.sourceDatabaseUrl ?? null),
    targetUrl: config.targetDatabaseUrl ?? embedded!.postgres.urlOf('target', 'owner'),
    etlUrl,
    readerUrl: config.targetDatabaseUrl ?? embedded!.postgres.urlOf('target', 'reader'),
    broken,
    async publish() {
      await embedded?.lock.publish({
        connectorUrl: connector.url,
        docsUrl: connector.docs,
        connectorApiKey: config.connectorApiKey?.[0],
        targetUrl: etlUrl,
        targetReaderUrl: embedsTarget ? embedded.postgres.urlOf('target', 'reader') : undefined,
        named: { connector: config.connectorUrl !== undefined, target: !embedsTarget },
      })
    },
  }
}

const never = new Promise<never>(() => undefined)

function failed(part: string): never {
  throw new MinuanoError('process-failed', `${part} ended unexpectedly: see above`)
}

async function startOwn(config: Config, needsSource: boolean, later: Later, choice: SeedChoice) {
  const running = await readRunning(config.dataDirectory)
  if (running !== undefined) {
    throw new MinuanoError(
      'already-running',
      `minuano is up already (process ${running.pid}): ${running.connectorUrl}; stop it there with Ctrl-C, or use another --data-dir`,
    )
  }
  const embedded = await startEmbedded(config, later)
  if (needsSource) {
    await withConnection(embedded.postgres.urlOf('source', 'owner'), 'Source', async (client) => {
      // Rows that a filter leaves out are rows all the same.
      const whole = { ...config, sourceWhere: undefined }
      const period = await sourcePeriod(client, await describeSource(client, whole))
      const isEmpty = period.first === null && period.outsideRows === 0
      const { onFaults, ...farm } = choice
      const ofFarm = farm.assets === undefined ? '' : ` of ${farm.assets} assets`
      if (!isEmpty) {
        if (farm.assets !== undefined) {
          say(
            'the Source holds rows already, and is left as it is: --seed-assets fills an empty one',
          )
        }
        return
      }
      const { faults } = await seedSource(client, { ...seed, ...farm, timeZone: 'UTC' })
      say(
        `the Source was empty: seeded ${seed.days} days of random data${ofFarm} from ${seed.from}`,
      )
      onFaults?.(faults)
    })
  }
  return embedded
}
