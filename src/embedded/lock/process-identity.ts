import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { childEnvironment } from '../../config/environment.ts'

/**
 * What tells a running process from a later one with the same number: when it started. (On Windows
 * the same text for all.) `undefined` where no such process runs, also where it has ended but nobody
 * has collected it yet.
 */
export function processIdentity(pid: number): string | undefined {
  if (process.platform === 'linux') return readStartTime(pid)
  if (process.platform === 'win32') return isThere(pid) ? 'running' : undefined
  return isThere(pid) ? askStartTime(pid) : undefined
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html, fields 3 (state) and 22 (starttime) */
function readStartTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name, field 2, may hold spaces and parentheses itself.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return hasEnded(fields[0] ?? '') ? undefined : fields[19]
  } catch {
    return undefined
  }
}

/** The same by `ps`, for the systems without /proc: to the second. */
export function askStartTime(pid: number): string | undefined {
  const args = ['-o', 'stat=', '-o', 'lstart=', '-p', String(pid)]
  const env = childEnvironment({ LC_ALL: 'C', TZ: 'UTC' })
  const match = /^\s*(\S+)\s+(\S.*\S)/.exec(spawnSync('ps', args, { encoding: 'utf8', env }).stdout)
  return match === null || hasEnded(match[1]!) ? undefined : match[2]
}

/** Zombies and the dead: in a container without an init, they stay. */
function hasEnded(state: string): boolean {
  return /^[ZX]/.test(state)
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
