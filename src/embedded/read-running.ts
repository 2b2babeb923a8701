import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { locateDataFolder } from './cluster/data-folder.ts'
import { readDatabaseUrls } from './cluster/database-urls.ts'
import type { UrlOf } from './cluster/database-urls.ts'
import { busyError, isHeld, readClaim } from './lock/lock-claim.ts'
import type { NumberedClaim } from './lock/lock-claim.ts'
import { readPidFile } from './server/pid-file.ts'
import type { RunningFile, RunningStack } from './running-stack.ts'

/**
 * What a `minuano up` serves from this data folder; `undefined` where none does. What an `up` that
 * was killed has left does not count. With `waitMilliseconds`, an `up` that is starting, or another
 * command that holds the folder, is waited for: until it serves or has ended. Throws `stack-busy`
 * when that takes longer.
 */
export async function readRunning(
  dataDirectory: string,
  { waitMilliseconds = 0 } = {},
): Promise<RunningStack | undefined> {
  const { path, runningFile } = locateDataFolder(dataDirectory)
  const deadline = Date.now() + waitMilliseconds
  for (;;) {
    const holder = await findHolder(path)
    if (holder === undefined) return undefined
    const running = await readFileOf(holder, runningFile)
    if (running !== undefined || waitMilliseconds === 0) return running
    if (Date.now() >= deadline) throw busyError(path, holder)
    await sleep(50)
  }
}

/** The embedded databases of a running `up`, where it has any. */
export async function readRunningDatabases(
  dataDirectory: string,
  options: { readonly waitMilliseconds?: number } = {},
): Promise<{ readonly urlOf: UrlOf } | undefined> {
  const running = await readRunning(dataDirectory, options)
  const server = readPidFile(locateDataFolder(dataDirectory).cluster)
  if (running === undefined || server?.status !== 'ready') return undefined
  return { urlOf: await readDatabaseUrls(dataDirectory, server.port) }
}

/** Who holds the folder. None that we may read: whoever opens it next says what is wrong with it. */
async function findHolder(folder: string): Promise<NumberedClaim | undefined> {
  const claim = await readClaim(folder).catch(() => undefined)
  return claim !== undefined && isHeld(claim) ? claim : undefined
}

async function readFileOf(
  { claim }: NumberedClaim,
  runningFile: string,
): Promise<RunningStack | undefined> {
  try {
    const { token, ...running } = JSON.parse(await readFile(runningFile, 'utf8')) as RunningFile
    return token === claim.token ? running : undefined
  } catch {
    return undefined
  }
}
