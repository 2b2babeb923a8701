import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a server writes about itself into its cluster, `postmaster.pid`. */
export interface PidFile {
  readonly pid: number
  readonly port: number
  /** `starting`, `ready`, `stopping`, `standby`; empty in the first moment. */
  readonly status: string
}

/** The cluster's `postmaster.pid`; `undefined` where there is none that can be read. */
export function readPidFile(cluster: string): PidFile | undefined {
  try {
    const lines = readFileSync(pidFilePath(cluster), 'utf8').split('\n')
    const pid = Number(lines[0])
    if (!Number.isInteger(pid) || pid <= 0) return undefined
    return { pid, port: Number(lines[3]), status: lines[7]?.trim() ?? '' }
  } catch {
    return undefined
  }
}

export function pidFilePath(cluster: string): string {
  return join(cluster, 'postmaster.pid')
}
