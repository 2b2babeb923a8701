import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, readlinkSync, rmSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { say } from '../../log/say.ts'
import { pidFilePath, readPidFile } from './pid-file.ts'
import { processIdentity } from '../lock/process-identity.ts'
import type { ServerLauncher } from './server-launcher.ts'
import { writePrivateFile } from '../cluster/write-private-file.ts'

/**
 * Clears what a killed run left on the cluster: a server that still runs is stopped; a pid file
 * whose number another process has by now is made harmless. Throws `embedded-postgres`.
 */
export async function clearLeftoverServer(
  cluster: string,
  launcher: ServerLauncher,
): Promise<void> {
  const pid = readPidFile(cluster)?.pid
  if (pid === undefined) {
    removeEmptyPidFile(cluster)
    return
  }
  if (process.platform === 'win32') {
    const args = ['stop', '-D', cluster, '-m', 'fast', '-w']
    spawnSync(launcher.binaries.pgCtl, args, { stdio: 'ignore' })
  } else if (isServerOf(cluster, pid)) {
    say('an earlier run was killed and left its PostgreSQL running: stopping that first')
    await stopForeign(pid)
  } else {
    await disarmPidFile(cluster)
  }
}

/** Whether the process is a PostgreSQL that works on this cluster, which is its current folder. */
function isServerOf(cluster: string, pid: number): boolean {
  try {
    if (process.platform === 'linux') {
      const [here, there] = [statSync(cluster), statSync(`/proc/${pid}/cwd`)]
      const program = basename(readlinkSync(`/proc/${pid}/exe`))
      // After a new npm install the program file is gone: "postgres (deleted)".
      return /^postgres\b/.test(program) && here.dev === there.dev && here.ino === there.ino
    }
    const args = ['-ww', '-o', 'command=', '-p', String(pid)]
    return execFileSync('ps', args, { encoding: 'utf8' }).includes(`postgres -D ${cluster} `)
  } catch {
    // Of a user whose processes we may not look at, so not a server on our files.
    return false
  }
}

async function stopForeign(pid: number): Promise<void> {
  const identity = processIdentity(pid)
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    if (processIdentity(pid) !== identity) return
    process.kill(pid, signal)
    const deadline = Date.now() + 10_000
    while (Date.now() < deadline) {
      if (processIdentity(pid) !== identity) return
      await sleep(10)
    }
  }
  throw new MinuanoError(
    'embedded-postgres',
    `an earlier run left a PostgreSQL that does not stop: end process ${pid} and try again`,
  )
}

/**
 * PostgreSQL refuses a pid file whose process is there, if only another program that got its number,
 * or one that has ended and that nobody collects, as in many a container. The file must not be
 * deleted: by its other lines the server finds the backends of its predecessor. But a pid file with
 * the number of the server's own parent counts as left over, and that parent is us.
 */
async function disarmPidFile(cluster: string): Promise<void> {
  const path = pidFilePath(cluster)
  const [, ...lines] = readFileSync(path, 'utf8').split('\n')
  await writePrivateFile(path, [String(process.pid), ...lines].join('\n'))
}

/** Of a server killed in the first moment: it had nothing yet, and PostgreSQL refuses such a file. */
function removeEmptyPidFile(cluster: string): void {
  const path = pidFilePath(cluster)
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat?.size === 0 && Date.now() - stat.mtimeMs > 2000) rmSync(path)
}
