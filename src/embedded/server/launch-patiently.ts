import { setTimeout as sleep } from 'node:timers/promises'
import { clearLeftoverServer } from './leftover-server.ts'
import { launchServer } from './launch-server.ts'
import type { Launch, LaunchedServer } from './launch-server.ts'

/**
 * The backends of a server that was killed end a moment after it, and one that was killed while it
 * started shows a moment later: until then PostgreSQL refuses to start.
 */
export async function launchPatiently(launch: Launch): Promise<LaunchedServer | 'port-in-use'> {
  const deadline = Date.now() + 15_000
  for (;;) {
    try {
      return await launchServer(launch)
    } catch (error) {
      const isPassing =
        error instanceof Error && /shared memory block|lock file/.test(error.message)
      if (!isPassing || Date.now() > deadline) throw error
      await sleep(100)
      await clearLeftoverServer(launch.cluster, launch.launcher)
    }
  }
}
