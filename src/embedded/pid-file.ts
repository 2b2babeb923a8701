import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a server writes about itself into its cluster, `postmaster.pid`. */
export interface PidFile {
  readonly pid: number
  /** `starting`, `ready`, `stopping`, `standby`; empty in the first moment. */
  readonly status: string
}

/** The cluster's `postmaster.pid`; `undefined` where there is none that can be read. */
export function readPidFile(cluster: string): PidFile | undefined {
  try {
    const lines = readFileSync(pidFilePath(cluster), 'utf8').split('\n')
    const pid = Number(lines[0])
    return Number.isInteger(pid) && pid > 0 ? { pid, status: lines[7]?.trim() ?? '' } : undefined
  } catch {
    return undefined
  }
}

export function pidFilePath(cluster: string): string {
  return join(cluster, 'postmaster.pid')
}
