import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { stopChild } from '../../src/stack/spawn-minuano.ts'

export interface ChildOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** Goes to standard input; without it, that is empty. */
  readonly input?: string
  /** Called with the process as soon as there is one. */
  readonly onStart?: (child: ChildProcess) => void
}

/** A program that has ended well. */
export interface EndedChild {
  readonly stdout: string
  readonly stderr: string
  /** From its start to its end. */
  readonly seconds: number
}

const running = new Set<ChildProcess>()

/** Starts a program, to be stopped by `stopChildren` at the latest. Ctrl-C reaches it through us. */
export function startChild(
  command: string,
  args: readonly string[],
  { env = {}, cwd }: ChildOptions = {},
): ChildProcess {
  const child = spawn(command, args, {
    // Nothing of the caller's settings: what a program sees is written here.
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    cwd,
    detached: process.platform !== 'win32',
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  child.once('error', () => running.delete(child))
  return child
}

/** Runs a program to its end, timed. Throws what it said if that is not success. */
export function runChild(
  command: string,
  args: readonly string[],
  options: ChildOptions = {},
): Promise<EndedChild> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now()
    let seconds = 0
    const child = startChild(command, args, options)
    options.onStart?.(child)
    const output = gather(child)
    child.once('error', reject)
    child.once('exit', () => (seconds = (performance.now() - startedAt) / 1000))
    child.once('close', (code, signal) => {
      const { stdout, stderr } = output
      if (code === 0) resolve({ stdout, stderr, seconds })
      else reject(new Error(`${args.join(' ')} ended with ${code ?? signal}:\n${stderr}`))
    })
    // One that ends before it has read everything says why itself.
    child.stdin!.on('error', () => undefined)
    child.stdin!.end(options.input)
  })
}

/** Both streams of a program as text, growing. */
export function gather(child: ChildProcess): { stdout: string; stderr: string } {
  const output = { stdout: '', stderr: '' }
  child.stdout!.on('data', (piece: Buffer) => (output.stdout += piece.toString()))
  child.stderr!.on('data', (piece: Buffer) => (output.stderr += piece.toString()))
  return output
}

/** Stops what is still running, the youngest first. */
export async function stopChildren(): Promise<void> {
  for (const child of [...running].reverse()) await stopChild(child, 'SIGTERM')
}
