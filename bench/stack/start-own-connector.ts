import { setTimeout as sleep } from 'node:timers/promises'
import { stopChild } from '../../src/stack/spawn-minuano.ts'
import { readAnswer } from '../../src/stack/process-answers.ts'
import { gather } from './children.ts'
import type { Bench } from './start-bench.ts'

/** A `minuano connector` in a process of its own, on a table of the bench's own. */
export interface OwnConnector {
  readonly pid: number
  readonly url: string
  stop(): Promise<void>
}

/** Starts it on `table`, with its settings as they are for everybody. */
export async function startOwnConnector({ up }: Bench, table: string): Promise<OwnConnector> {
  const child = up.start(['connector', '--json', '--port', '0'], {
    SOURCE_DATABASE_URL: up.sourceUrl,
    SOURCE_TABLE: table,
    CONNECTOR_LOG_LEVEL: 'warn',
  })
  const output = gather(child)
  child.stdin!.end()
  while (!output.stdout.includes('\n')) {
    if (child.exitCode !== null) throw new Error(`minuano connector ended:\n${output.stderr}`)
    await sleep(5)
  }
  const { url } = readAnswer('connector', output.stdout)
  return { pid: child.pid!, url, stop: () => stopChild(child, 'SIGTERM') }
}
