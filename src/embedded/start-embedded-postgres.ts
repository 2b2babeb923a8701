import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { MinuanoError } from '../errors/minuano-error.ts'
import { say } from '../log/say.ts'
import { isClusterReady, makeCluster, markClusterReady, prepareCluster } from './cluster/cluster.ts'
import { databaseUrls } from './cluster/database-urls.ts'
import type { UrlOf } from './cluster/database-urls.ts'
import { superuser } from './cluster/init-cluster.ts'
import { launchPatiently } from './server/launch-patiently.ts'
import type { Launch, LaunchedServer } from './server/launch-server.ts'
import { clearLeftoverServer } from './server/leftover-server.ts'
import { openDataFolder } from './cluster/open-data-folder.ts'
import { makeSecrets, readSecrets } from './cluster/secrets.ts'
import { prepareLauncher } from './server/server-launcher.ts'
import { serverSettings } from './server/server-settings.ts'
import { stopServer } from './server/stop-server.ts'

export interface EmbeddedPostgres {
  readonly port: number
  readonly majorVersion: number
  readonly urlOf: UrlOf
  /** Ends all connections, writes everything out, stops the server. */
  stop(): Promise<void>
  /** Settles when the server has ended, asked to or not. */
  readonly exited: Promise<void>
  /**
   * Starts a server that has ended again, on the same port; gives when that one has ended. Throws
   * `embedded-postgres`, and `port-in-use` where another program took the port meanwhile.
   */
  readonly startAgain: () => Promise<{ readonly exited: Promise<void> }>
}

export interface EmbeddedOptions {
  readonly dataDirectory: string
  /** 0: any free one. */
  readonly port: number
  /** Asked for by name: then no other will do. */
  readonly portIsFixed?: boolean
}

/**
 * Starts the PostgreSQL of a data folder on 127.0.0.1, making both on the first start: two
 * databases, `source` and `target`, and their roles. The caller holds the folder's lock. A port in
 * use gives the next free one, and a line on stderr. Throws `data-directory`, `embedded-postgres`,
 * and `port-in-use` where the port is fixed.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const folder = await openDataFolder(options.dataDirectory)
  const { cluster, logFile } = folder
  const launcher = prepareLauncher(folder.path, cluster)
  const { majorVersion } = launcher.binaries
  const isReady = await isClusterReady(folder, majorVersion)
  await clearLeftoverServer(cluster, launcher)
  const secrets = isReady ? await readSecrets(folder) : await makeSecrets(folder)
  if (!isReady) await makeCluster(folder, launcher, secrets[superuser])
  await prepareCluster(cluster, launcher)
  const launch = { launcher, cluster, logFile, settings: serverSettings }
  let server = await launchOnPort(launch, options)
  const stop = () => stopServer(server, launcher, cluster)
  if (!isReady) {
    try {
      // Loaded here alone: no later start needs it.
      const { setUpDatabases } = await import('./cluster/set-up-databases.ts')
      await setUpDatabases(secrets, server.port)
      await markClusterReady(cluster)
    } catch (error) {
      await stop()
      throw error
    }
  }
  const { port, exited } = server
  const urlOf = databaseUrls(secrets, port)
  const startAgain = async () => {
    await clearLeftoverServer(cluster, launcher)
    server = await launchOnPort(launch, { port, portIsFixed: true })
    return server
  }
  return { port, majorVersion, urlOf, stop, exited, startAgain }
}

/** How many ports are tried, one after the other. */
const portsTried = 100

/** Tries ports by launching on them: nobody can take one between a look and the launch. */
async function launchOnPort(
  launch: Omit<Launch, 'port'>,
  { port: wanted, portIsFixed = false }: Pick<EmbeddedOptions, 'port' | 'portIsFixed'>,
): Promise<LaunchedServer> {
  for (let tried = 0; tried < (portIsFixed ? 1 : portsTried); tried++) {
    const port = wanted === 0 ? await findFreePort() : wanted + tried
    const server = await launchPatiently({ ...launch, port })
    if (server === 'port-in-use') continue
    if (tried > 0 && wanted !== 0) {
      say(`port ${wanted} is in use: the embedded PostgreSQL listens on ${port}`)
    }
    return server
  }
  throw new MinuanoError(
    'port-in-use',
    portIsFixed
      ? `port ${wanted} is in use: give the embedded PostgreSQL another one`
      : `the ports from ${wanted} to ${wanted + portsTried - 1} are in use`,
  )
}

/** A port that was free a moment ago. */
async function findFreePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}
