import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { SystemUser } from '../../src/embedded/server/server-user.ts'

/** What the program answers: where its server is, or why there is none. */
export interface Answer {
  readonly url?: string
  readonly code?: string
  readonly message?: string
}

export interface ServerProcess {
  readonly answer: Answer
  readonly process: ChildProcess
  /** Lets it stop its server and end. */
  readonly end: () => Promise<void>
}

export const isRoot = process.getuid?.() === 0

const startServer = fileURLToPath(new URL('programs/start-server.ts', import.meta.url))

/** A temporary folder that every user may pass through, removed after the test. */
export async function makeFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'minuano-embedded-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  await chmod(folder, 0o711)
  return folder
}

/** Starts the program that starts the server of a data folder, as another user if given. */
export function spawnServerProcess(
  t: TestContext,
  dataDirectory: string,
  { user, program = startServer }: { user?: SystemUser; program?: string } = {},
): ChildProcess {
  const child = spawn(process.execPath, [program, dataDirectory], {
    stdio: ['pipe', 'pipe', 'inherit'],
    cwd: '/',
    ...(user && { uid: user.uid, gid: user.gid }),
  })
  t.after(() => endProcess(child))
  return child
}

/** The same, and waits until it says how it went. */
export async function startServerProcess(
  ...given: Parameters<typeof spawnServerProcess>
): Promise<ServerProcess> {
  const child = spawnServerProcess(...given)
  const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string]
  return { answer: JSON.parse(line) as Answer, process: child, end: () => endProcess(child) }
}

/** Ends it by ending its standard input. */
async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.stdin!.end()
  await once(child, 'exit')
}

/** Kills it at once, so that it can stop nothing. */
export async function killProcess(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  await once(child, 'exit')
}

/** The pid of the server that runs on a data folder. */
export function serverPid(dataDirectory: string): number {
  return Number.parseInt(readFileSync(join(dataDirectory, 'postgres', 'postmaster.pid'), 'utf8'))
}
