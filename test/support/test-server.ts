import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { initCluster, superuser } from '../../src/embedded/cluster/init-cluster.ts'
import { launchPatiently } from '../../src/embedded/server/launch-patiently.ts'
import { launchServer } from '../../src/embedded/server/launch-server.ts'
import type { Launch, LaunchedServer } from '../../src/embedded/server/launch-server.ts'
import { clearLeftoverServer } from '../../src/embedded/server/leftover-server.ts'
import { prepareLauncher } from '../../src/embedded/server/server-launcher.ts'
import { stopServer } from '../../src/embedded/server/stop-server.ts'
import { findFreePort } from './free-port.ts'

export interface TestServer {
  /** The superuser's URL of the database `postgres`. */
  readonly url: string
  stop(): Promise<void>
  /** Stops it, and keeps what it has. */
  pause(): Promise<void>
  /** Ends its first process as `SIGKILL` does: the others end by themselves when they notice. */
  kill(): Promise<void>
  /** Starts it again, on its port. */
  resume(): Promise<void>
}

/** The password of a server that lives for a test run, on loopback. */
const password = 'test'

/** A crash of the machine may lose this server: nothing is synced, which makes tests twice as fast. */
const fastSettings = {
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
 * `stop` removes the folder too. It does not keep the process alive. `more`: settings of PostgreSQL's.
 */
export async function startTestServer(
  more: Readonly<Record<string, string>> = {},
): Promise<TestServer> {
  const settings = { ...fastSettings, ...more }
  const folder = await mkdtemp(join(tmpdir(), 'minuano-test-'))
  const cluster = join(folder, 'postgres')
  try {
    // As root the server is another user, who must be able to reach its folder in ours.
    await chmod(folder, 0o711)
    const launcher = prepareLauncher(folder, cluster)
    await initCluster(launcher, cluster, password)
    const logFile = join(folder, 'postgres.log')
    let server = await launchOnFreePort({ launcher, logFile, cluster, settings })
    server.process.unref()
    const { port } = server
    const pause = async () => {
      server.process.ref()
      await stopServer(server, launcher, cluster)
    }
    return {
      url: `postgresql://${superuser}:${password}@127.0.0.1:${port}/postgres`,
      pause,
      kill: async () => {
        server.process.ref()
        process.kill(server.pid, 'SIGKILL')
        await server.exited
      },
      resume: async () => {
        await clearLeftoverServer(cluster, launcher)
        const again = await launchPatiently({ launcher, cluster, logFile, port, settings })
        if (again === 'port-in-use') throw new Error(`port ${port} was taken meanwhile`)
        server = again
        server.process.unref()
      },
      stop: async () => {
        await pause()
        await rm(folder, { recursive: true, force: true })
      },
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

async function launchOnFreePort(launch: Omit<Launch, 'port'>): Promise<LaunchedServer> {
  for (;;) {
    const server = await launchServer({ ...launch, port: await findFreePort() })
    if (server !== 'port-in-use') return server
  }
}
