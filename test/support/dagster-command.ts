import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { until } from './dagster-api.ts'
import { commandOf, descendantsOf } from './processes.ts'

const main = fileURLToPath(new URL('../../scripts/dagster/main.ts', import.meta.url))

/** A started `npm run dagster`. */
export interface DagsterCommand {
  readonly pid: number
  output(): string
  /** What it started, and what these started; those that it had before it was ended, too. */
  processes(): number[]
  signal(signal: NodeJS.Signals): void
  /** Waits until it has ended: its exit code, or the signal that killed it. */
  readonly ended: Promise<number | NodeJS.Signals>
}

/** Starts it, of the environment only with what is given, on any free port. */
export function startDagsterCommand(
  env: Readonly<Record<string, string>>,
  ...args: string[]
): DagsterCommand {
  const child = spawn(process.execPath, [main, '--port', '0', ...args], {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      TMPDIR: process.env['TMPDIR'],
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const stopWithUs = () => child.kill('SIGKILL')
  process.once('exit', stopWithUs)
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const ended = new Promise<number | NodeJS.Signals>((resolve) =>
    child.once('exit', (code, signal) => {
      process.off('exit', stopWithUs)
      resolve(code ?? signal!)
    }),
  )
  const pid = child.pid!
  const known = new Set<number>()
  return {
    pid,
    output: () => output,
    processes() {
      for (const one of descendantsOf(pid)) known.add(one)
      return [...known]
    },
    signal: (signal) => child.kill(signal),
    ended,
  }
}

/** Waits until it serves; gives the webserver's URL. */
export async function untilServing(command: DagsterCommand): Promise<string> {
  let ended: number | string | undefined
  void command.ended.then((how) => (ended = how))
  while (!command.output().includes('Serving until Ctrl-C')) {
    assert.equal(ended, undefined, command.output())
    await sleep(50)
  }
  return /^ +Dagster +(http\S+)$/m.exec(command.output())![1]!
}

/** Waits until none of these processes is there. */
export async function untilGone(pids: readonly number[]): Promise<void> {
  await until('nothing is left', () => pids.every((pid) => commandOf(pid).length === 0))
}
