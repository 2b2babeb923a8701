// A virtual environment of exactly the packages that a requirements' file pins.
import { execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { makeOurFolder, whyNotOurs } from '../../src/files/only-ours.ts'

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
  const path = join(cacheFolder(), `python-${key.slice(0, 16)}`)
  const python = join(path, 'bin', 'python')
  if (existsSync(python) && whyNotOurs(path) === undefined) return python
  onBegin()
  const unfinished = mkdtempSync(`${path}-`)
  try {
    await runUntil(ending, 'python3', ['-m', 'venv', unfinished])
    const install = ['-m', 'pip', 'install', '--quiet', '--only-binary', ':all:']
    const args = [...install, '--requirement', requirements]
    await runUntil(ending, join(unfinished, 'bin', 'python'), args).catch((error: unknown) => {
      throw fault(
        error,
        `pip cannot install what ${requirements} pins: is PyPI, or its mirror, in reach?`,
      )
    })
    moveWhole(unfinished, path)
  } finally {
    rmSync(unfinished, { recursive: true, force: true })
  }
  return python
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

/** Another run may have been faster: its environment is as good. */
function moveWhole(unfinished: string, path: string): void {
  try {
    renameSync(unfinished, path)
  } catch (error) {
    if (!existsSync(join(path, 'bin', 'python')) || whyNotOurs(path) !== undefined) throw error
  }
}

/**
 * Where what is kept runs as ours another day: in the user's cache folder, or one of theirs among the
 * temporary files. Throws where other users could change what lies there.
 */
function cacheFolder(): string {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache')
  const among = join(tmpdir(), `minuano-${process.getuid?.() ?? 'user'}`)
  const faults: string[] = []
  for (const path of [join(cache, 'minuano'), among]) {
    try {
      const real = realPathOf(path)
      const why = makeOurFolder(real)
      if (why === undefined) return real
      faults.push(why)
    } catch (error) {
      faults.push((error as Error).message)
    }
  }
  throw new Error(
    'there is no folder for Python’s packages that only you can write to: set XDG_CACHE_HOME to one\n  ' +
      faults.join('\n  '),
  )
}

/** The folders above it may lie behind links of the system's, or be missing. */
function realPathOf(path: string): string {
  const above = dirname(path)
  return join(existsSync(above) ? realpathSync(above) : realPathOf(above), basename(path))
}
