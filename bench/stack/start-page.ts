import { setTimeout as sleep } from 'node:timers/promises'
import { stopChild } from '../../src/stack/spawn-minuano.ts'
import { readAnswer } from '../../src/stack/process-answers.ts'
import { gather } from './children.ts'
import type { Bench } from './start-bench.ts'

/** A `minuano page` in a process of its own, on the Target and the Connector of the running `up`. */
export interface PageServer {
  readonly pid: number
  readonly url: string
  stop(): Promise<void>
}

export async function startPage({ up }: Bench): Promise<PageServer> {
  const child = up.start(['page', '--json', '--page-port', '0'])
  const output = gather(child)
  child.stdin!.end()
  while (!output.stdout.includes('\n')) {
    if (child.exitCode !== null) throw new Error(`minuano page ended:\n${output.stderr}`)
    await sleep(5)
  }
  const { url } = readAnswer('page', output.stdout)
  return { pid: child.pid!, url, stop: () => stopChild(child, 'SIGTERM') }
}
