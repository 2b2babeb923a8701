import { spawnSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { LaunchedServer } from './launch-server.ts'
import type { ServerLauncher } from './server-launcher.ts'

/** A fast shutdown writes everything out; on a slow disk that takes its time. */
const fastShutdownMilliseconds = 10_000

/** Stops the server: connections are ended, everything is written out; after 10 s without waiting. */
export async function stopServer(
  server: LaunchedServer,
  launcher: ServerLauncher,
  cluster: string,
): Promise<void> {
  // On Windows a signal would end the process at once, without a shutdown.
  if (process.platform === 'win32') {
    const args = ['stop', '-D', cluster, '-m', 'fast', '-w']
    spawnSync(launcher.binaries.pgCtl, args, { stdio: 'ignore' })
  } else {
    server.process.kill('SIGINT')
  }
  const patience = new AbortController()
  const late = sleep(fastShutdownMilliseconds, 'late', { signal: patience.signal }).catch(() => '')
  if ((await Promise.race([server.exited, late])) === 'late') server.process.kill('SIGQUIT')
  patience.abort()
  await server.exited
}
