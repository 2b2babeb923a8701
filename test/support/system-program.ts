import { spawn, spawnSync } from 'node:child_process'
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { chooseServerUser } from '../../src/embedded/server/server-user.ts'
import type { SystemUser } from '../../src/embedded/server/server-user.ts'

/** A temporary folder of the user that programs run as: PostgreSQL and PgBouncer refuse to be root. */
export interface ProgramFolder {
  readonly path: string
  readonly user: SystemUser | undefined
  /** Writes a file that this user owns; gives its path. */
  write(name: string, text: string): string
  remove(): void
}

export function makeProgramFolder(): ProgramFolder {
  const path = mkdtempSync(join(tmpdir(), 'minuano-test-'))
  const user = chooseServerUser(path)
  const own = (file: string) => user !== undefined && chownSync(file, user.uid, user.gid)
  own(path)
  return {
    path,
    user,
    write(name, text) {
      const file = join(path, name)
      writeFileSync(file, text, { mode: 0o600 })
      own(file)
      return file
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  }
}

/** Runs a program of the system's to its end. Throws with what it printed if that is not success. */
export function runProgram(command: string, args: readonly string[], folder: ProgramFolder): void {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    ...folder.user,
    cwd: folder.path,
    encoding: 'utf8',
  })
  if (status !== 0) throw error ?? new Error(`${command} ended with ${status}:\n${stdout}${stderr}`)
}

/**
 * Starts a server that speaks PostgreSQL's protocol and waits until it lets `url` in. The result stops
 * it by this signal. It is of our process group, and so never outlives the test run.
 */
export async function startServer(
  command: string,
  args: readonly string[],
  { folder, url, endBy }: { folder: ProgramFolder; url: string; endBy: NodeJS.Signals },
): Promise<() => Promise<void>> {
  const child = spawn(command, args, { ...folder.user, cwd: folder.path, stdio: 'pipe' })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const ended = new Promise<void>((resolve) => {
    child.once('error', (error) => (output += error.message)).once('error', () => resolve())
    child.once('close', () => resolve())
  })
  const stopWithUs = () => child.kill('SIGKILL')
  process.once('exit', stopWithUs)
  while (!(await letsIn(url))) {
    if (child.exitCode !== null || child.pid === undefined) {
      throw new Error(`${command} did not start:\n${output}`)
    }
    await sleep(20)
  }
  return async () => {
    child.kill(endBy)
    await ended
    process.off('exit', stopWithUs)
    folder.remove()
  }
}

async function letsIn(url: string): Promise<boolean> {
  const client = new pg.Client(url)
  client.on('error', () => undefined)
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end()
  }
}
