import type { ChildProcess } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { processIdentity } from '../../src/embedded/lock/process-identity.ts'
import { writePrivateFile } from '../../src/embedded/cluster/write-private-file.ts'
import { say } from '../../src/log/say.ts'
import type { Later } from '../../src/stack/teardown.ts'
import type { DagsterHome } from './home.ts'

/** A process, told from a later one with the same number. */
interface Known {
  readonly pid: number
  readonly identity: string | undefined
}

/** `running.json`: who runs Dagster on this DAGSTER_HOME, and what ends when that one does. */
interface RunningFile {
  readonly owner: Known
  readonly children: readonly Known[]
  readonly url: string | undefined
}

/** This process's right to run Dagster on a DAGSTER_HOME. */
export interface Claim {
  /** Notes a process that is to end with us. */
  add(child: ChildProcess): Promise<void>
  publish(url: string): Promise<void>
}

const patienceMilliseconds = 60_000

/**
 * Makes this process the one that runs Dagster here. What an earlier one that was killed has left
 * ends by itself and is waited for. Throws if another one runs, or does not end.
 */
export async function claimHome({ runningFile }: DagsterHome, later: Later): Promise<Claim> {
  const earlier = await readRunningFile(runningFile)
  if (earlier !== undefined) await waitForEnd(earlier)
  const children: Known[] = []
  let url: string | undefined
  const write = () => {
    const file: RunningFile = { owner: know(process.pid), children, url }
    return writePrivateFile(runningFile, `${JSON.stringify(file, null, 2)}\n`)
  }
  await write()
  later(() => rm(runningFile, { force: true }))
  return {
    async add(child) {
      if (child.pid === undefined) return
      children.push(know(child.pid))
      await write()
    },
    async publish(found) {
      url = found
      await write()
    },
  }
}

async function waitForEnd({ owner, children, url }: RunningFile): Promise<void> {
  if (isRunning(owner)) {
    const where = url === undefined ? 'it is starting' : url
    throw new Error(`Dagster runs here already (process ${owner.pid}): ${where}`)
  }
  if (children.some(isRunning)) say('An earlier Dagster is ending ...')
  const deadline = Date.now() + patienceMilliseconds
  for (let left = children.find(isRunning); left; left = children.find(isRunning)) {
    if (Date.now() > deadline) {
      throw new Error(
        `process ${left.pid} of an earlier Dagster does not end: end it, then try again`,
      )
    }
    await sleep(100)
  }
}

function know(pid: number): Known {
  return { pid, identity: processIdentity(pid) }
}

function isRunning({ pid, identity }: Known): boolean {
  return identity !== undefined && processIdentity(pid) === identity
}

async function readRunningFile(path: string): Promise<RunningFile | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as RunningFile
  } catch {
    return undefined
  }
}
