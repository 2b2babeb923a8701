import type { Config } from '../config/settings.ts'
import { readRunningDatabases } from '../embedded/read-running.ts'
import { startEmbedded } from './start-embedded.ts'
import { withTeardown } from './teardown.ts'

/** How long a command waits for an `up` that is starting, or for one that is at work. */
const waitMilliseconds = 30_000

/** Hands the URL of an embedded database's owner to `use`: a running `up`'s, or one started for it. */
export async function withEmbeddedDatabase<T>(
  config: Config,
  database: 'source' | 'target',
  use: (ownerUrl: string) => Promise<T>,
): Promise<T> {
  const running = await readRunningDatabases(config.dataDirectory, { waitMilliseconds })
  if (running !== undefined) return use(running.urlOf(database, 'owner'))
  return withTeardown(async (later) => {
    const { postgres } = await startEmbedded(config, later)
    return use(postgres.urlOf(database, 'owner'))
  })
}

/** The Source's owner: the URL of the settings, else the embedded one's. */
export function withSourceOwner<T>(config: Config, use: (url: string) => Promise<T>): Promise<T> {
  const { sourceDatabaseUrl: url } = config
  return url === undefined ? withEmbeddedDatabase(config, 'source', use) : use(url)
}

/** The Target's owner: the URL of the settings, else the embedded one's. */
export function withTargetOwner<T>(config: Config, use: (url: string) => Promise<T>): Promise<T> {
  const { targetDatabaseUrl: url } = config
  return url === undefined ? withEmbeddedDatabase(config, 'target', use) : use(url)
}
