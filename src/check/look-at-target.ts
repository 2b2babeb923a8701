import { endConnection } from '../postgres/end-connection.ts'
import { attempt } from './attempt.ts'
import type { Finding } from './finding.ts'
import { lookAtServer } from './look-at-server.ts'
import { measureClock } from './measure-clock.ts'
import type { ClockDifference } from './measure-clock.ts'
import { openServer } from './open-server.ts'
import { lookAtDisk } from './target/look-at-disk.ts'
import { lookAtMakingTables } from './target/look-at-making-tables.ts'
import { lookAtTables } from './target/look-at-tables.ts'

/** What a look at the Target found. */
export interface TargetLook {
  readonly findings: readonly Finding[]
  readonly clock?: ClockDifference | undefined
}

/** Looks at the Target: whether it can be written, with which rights, what is there, and its disk. */
export async function lookAtTarget(url: string): Promise<TargetLook> {
  const server = await openServer(url, 'Target')
  if ('level' in server) return { findings: [server] }
  let clock: ClockDifference | undefined
  const findings: Finding[] = []
  const look = async (what: string, of: () => Promise<readonly Finding[]>) => {
    findings.push(...(await attempt('Target', what, of)))
  }
  try {
    await look('the server', () => lookAtServer(server, 'Target'))
    await look('the clock', async () => {
      clock = await measureClock(server, 'Target')
      return []
    })
    await look('the rights', () => lookAtMakingTables(server))
    await look('the tables', () => lookAtTables(server))
    await look('the disk', () => lookAtDisk(server))
  } finally {
    await endConnection(server.client)
  }
  return { findings, clock }
}
