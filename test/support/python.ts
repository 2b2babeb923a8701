import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const examples = fileURLToPath(new URL('../../examples/requirements.txt', import.meta.url))

const isCi = ![undefined, '', '0', 'false'].includes(process.env['CI'])

/**
 * A Python with the packages of a requirements.txt, that of the examples unless told otherwise: in a
 * virtual environment that the user's cache folder keeps for these very pins. Otherwise, why there is
 * none; in CI that is an error.
 */
export async function findPython(
  requirements = examples,
): Promise<{ python: string } | { missing: string }> {
  try {
    return { python: await makeEnvironment(requirements) }
  } catch (error) {
    const { stderr = '', message } = error as { stderr?: string; message: string }
    const wanted = `${basename(dirname(requirements))}/${basename(requirements)}`
    const missing = `no Python with the packages of ${wanted}: ${lastLine(stderr) || message}`
    if (isCi) throw new Error(missing, { cause: error })
    return { missing }
  }
}

async function makeEnvironment(requirements: string): Promise<string> {
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
  const unfinished = mkdtempSync(`${path}-`)
  try {
    await run('python3', ['-m', 'venv', unfinished])
    const install = ['-m', 'pip', 'install', '--quiet', '--only-binary', ':all:']
    await run(join(unfinished, 'bin', 'python'), [...install, '--requirement', requirements])
    // Whole or not at all; another run may have been faster.
    if (!existsSync(python)) renameSync(unfinished, path)
  } finally {
    rmSync(unfinished, { recursive: true, force: true })
  }
  return python
}

function cacheFolder(): string {
  const path = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'minuano-test')
  try {
    mkdirSync(path, { recursive: true })
    return path
  } catch {
    return tmpdir()
  }
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? ''
}
