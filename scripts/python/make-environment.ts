// A virtual environment of exactly the packages that a requirements' file pins.
import { execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { keepOnce } from './keep-once.ts'

const run = promisify(execFile)

/**
 * The path of a Python with the packages of `requirements`: in a virtual environment that the user's
 * cache folder keeps for these very pins, whole or not at all. Throws where there is no Python 3.10
 * or newer, or the packages cannot be had. `onBegin` is called where it has to be made; `ending` breaks it off.
 */
export async function makePythonEnvironment(
  requirements: string,
  onBegin: () => void = () => undefined,
  ending?: AbortSignal,
): Promise<string> {
  const stdout = await describePython()
  const key = createHash('sha256').update(readFileSync(requirements)).update(stdout).digest('hex')
  const proof = join('bin', 'python')
  const folder = await keepOnce(`python-${key.slice(0, 16)}`, proof, async (unfinished) => {
    onBegin()
    await runUntil(ending, 'python3', ['-m', 'venv', unfinished])
    const install = ['-m', 'pip', 'install', '--quiet', '--only-binary', ':all:']
    const args = [...install, '--requirement', requirements]
    await runUntil(ending, join(unfinished, 'bin', 'python'), args).catch((error: unknown) => {
      throw fault(
        error,
        `pip cannot install what ${requirements} pins: is PyPI, or its mirror, in reach?`,
      )
    })
  })
  return join(folder, proof)
}

/** The version of `python3`, which is new enough, and where it is. */
async function describePython(): Promise<string> {
  const program = 'import sys, venv, ensurepip; print(*sys.version_info[:3], sys.base_prefix)'
  const { stdout } = await run('python3', ['-c', program]).catch((error: unknown) => {
    throw fault(
      error,
      (error as NodeJS.ErrnoException).code === 'ENOENT'
        ? 'there is no python3 on the PATH: install Python 3.10 or newer'
        : 'python3 cannot make virtual environments: install its venv (Debian: apt install python3-venv)',
    )
  })
  const [major = 0, minor = 0] = stdout.split(' ').map(Number)
  if (major === 3 && minor >= 10) return stdout
  throw new Error(`python3 is ${major}.${minor}: install Python 3.10 or newer`)
}

/** Runs a program to its end, or until `ending`: then it, and what it has started, is killed and waited for. */
async function runUntil(
  ending: AbortSignal | undefined,
  command: string,
  args: readonly string[],
): Promise<void> {
  ending?.throwIfAborted()
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], detached: true })
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const stop = () => child.pid !== undefined && process.kill(-child.pid, 'SIGKILL')
  ending?.addEventListener('abort', stop)
  // It is a group of its own, which nobody else would end.
  process.once('exit', stop)
  try {
    const code = await new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('close', resolve)
    })
    if (code !== 0) throw Object.assign(new Error(`${command} failed`), { stderr })
  } finally {
    ending?.removeEventListener('abort', stop)
    process.off('exit', stop)
  }
}

/** What to do, and the last that the program said. */
function fault(error: unknown, message: string): Error {
  const { stderr = '' } = error as Error & { stderr?: string }
  const said = stderr.trimEnd().split('\n').at(-1) ?? ''
  return new Error(said === '' ? message : `${message}\n  ${said}`, { cause: error })
}
