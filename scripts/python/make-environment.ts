// A virtual environment of exactly the packages that a requirements' file pins.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

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
  const { stdout } = await run('python3', [
    '-c',
    'import sys, venv, ensurepip; print(*sys.version_info[:3], sys.base_prefix)',
  ])
  const [major = 0, minor = 0] = stdout.split(' ').map(Number)
  if (major !== 3 || minor < 10) throw new Error(`python3 is ${major}.${minor}, not 3.10 or newer`)
  const key = createHash('sha256').update(readFileSync(requirements)).update(stdout).digest('hex')
  const path = join(cacheFolder(), `python-${key.slice(0, 16)}`)
  const python = join(path, 'bin', 'python')
  if (existsSync(python)) return python
  onBegin()
  const unfinished = mkdtempSync(`${path}-`)
  try {
    const until = ending === undefined ? {} : { signal: ending }
    await run('python3', ['-m', 'venv', unfinished], until)
    const install = ['-m', 'pip', 'install', '--quiet', '--only-binary', ':all:']
    const args = [...install, '--requirement', requirements]
    await run(join(unfinished, 'bin', 'python'), args, until)
    moveWhole(unfinished, path)
  } finally {
    rmSync(unfinished, { recursive: true, force: true })
  }
  return python
}

/** Another run may have been faster: its environment is as good. */
function moveWhole(unfinished: string, path: string): void {
  try {
    renameSync(unfinished, path)
  } catch (error) {
    if (!existsSync(join(path, 'bin', 'python'))) throw error
  }
}

function cacheFolder(): string {
  const path = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'minuano')
  try {
    mkdirSync(path, { recursive: true })
    return path
  } catch {
    return tmpdir()
  }
}
