import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { initCluster, superuser } from '../../src/embedded/cluster/init-cluster.ts'
import { launchServer } from '../../src/embedded/server/launch-server.ts'
import type { LaunchedServer } from '../../src/embedded/server/launch-server.ts'
import { prepareLauncher } from '../../src/embedded/server/server-launcher.ts'
import type { ServerLauncher } from '../../src/embedded/server/server-launcher.ts'
import { stopServer } from '../../src/embedded/server/stop-server.ts'
import { findFreePort } from './free-port.ts'

export interface TestServer {
  /** The superuser's URL of the database `postgres`. */
  readonly url: string
  stop(): Promise<void>
}

/** The password of a server that lives for a test run, on loopback. */
const password = 'test'

/** A crash of the machine may lose this server: nothing is synced, which makes tests twice as fast. */
const settings = {
  unix_socket_directories: '',
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
  shared_buffers: '128MB',
  max_wal_size: '2GB',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
}

/**
 * Starts a throw-away PostgreSQL in a temporary folder. It stops with the process, at the latest;
 * `stop` removes the folder too. It does not keep the process alive.
 */
export async function startTestServer(): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'minuano-test-'))
  const cluster = join(folder, 'postgres')
  try {
    // As root the server is another user, who must be able to reach its folder in ours.
    await chmod(folder, 0o711)
    const launcher = prepareLauncher(folder, cluster)
    await initCluster(launcher, cluster, password)
    const server = await launchOnFreePort(launcher, folder, cluster)
    server.process.unref()
    return {
      url: `postgresql://${superuser}:${password}@127.0.0.1:${server.port}/postgres`,
      stop: async () => {
        server.process.ref()
        await stopServer(server, launcher, cluster)
        await rm(folder, { recursive: true, force: true })
      },
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

async function launchOnFreePort(
  launcher: ServerLauncher,
  folder: string,
  cluster: string,
): Promise<LaunchedServer> {
  const logFile = join(folder, 'postgres.log')
  for (;;) {
    const port = await findFreePort()
    const server = await launchServer({ launcher, cluster, logFile, port, settings })
    if (server !== 'port-in-use') return server
  }
}
