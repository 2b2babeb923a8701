import { readFileSync } from 'node:fs'

/**
 * What tells a running process from a later one with the same number: its start time on Linux, in
 * clock ticks since boot; elsewhere the same text for all. `undefined` where no such process runs.
 */
export function processIdentity(pid: number): string | undefined {
  if (process.platform === 'linux') return readStartTime(pid)
  return isAlive(pid) ? 'running' : undefined
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html, fields 3 (state) and 22 (starttime) */
function readStartTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name, field 2, may hold spaces and parentheses itself.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // Ended, but not yet collected by its parent: in a container perhaps never.
    return /[ZX]/.test(fields[0] ?? '') ? undefined : fields[19]
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
