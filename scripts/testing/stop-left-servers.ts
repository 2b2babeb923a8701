import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

interface Server {
  readonly pid: number
  readonly folder: string
}

/**
 * Ends the PostgreSQL servers that an interrupted run, or a file that was killed, has left: they have sessions of
 * their own. Each has its process's number in its data folder, which is below `folder` and its current one.
 */
export async function stopLeftServers(folder: string): Promise<void> {
  if (process.platform !== 'linux') return
  const left = findServers(folder)
  for (const { pid } of left) process.kill(pid, 'SIGQUIT')
  const deadline = Date.now() + 5000
  while (Date.now() < deadline && left.some(isRunning)) await sleep(50)
}

function findServers(folder: string): Server[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('postmaster.pid'))
      .map((path) => join(realpathSync(folder), path))
      .map((path) => ({
        pid: Number.parseInt(readFileSync(path, 'utf8'), 10),
        folder: dirname(path),
      }))
      .filter(isRunning)
  } catch {
    // A folder that went meanwhile has no server.
    return []
  }
}

/** Whether a process of that number runs, and in that folder: another may have got the number of one that ended. */
function isRunning({ pid, folder }: Server): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === folder
  } catch {
    return false
  }
}
