import { setTimeout as sleep } from 'node:timers/promises'
import { stopChild } from '../../src/stack/spawn-minuano.ts'
import { readAnswer } from '../../src/stack/process-answers.ts'
import { gather } from './children.ts'
import type { Bench } from './start-bench.ts'

/** A server of Minuano's in a process of its own, beside the running `up`. */
export interface OwnServer {
  readonly pid: number
  readonly url: string
  stop(): Promise<void>
}

/** Starts `minuano page` or `minuano connector`; what the settings do not say is as it is for everybody. */
export async function startServer(
  { up }: Bench,
  command: 'page' | 'connector',
  args: readonly string[],
  env?: Readonly<Record<string, string>>,
): Promise<OwnServer> {
  const child = up.start([command, '--json', ...args], env)
  const output = gather(child)
  child.stdin!.end()
  while (!output.stdout.includes('\n')) {
    if (child.exitCode !== null) throw new Error(`minuano ${command} ended:\n${output.stderr}`)
    await sleep(5)
  }
  const { url } = readAnswer(command, output.stdout)
  return { pid: child.pid!, url, stop: () => stopChild(child, 'SIGTERM') }
}
