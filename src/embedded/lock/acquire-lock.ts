import { link, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openDataFolder } from '../cluster/open-data-folder.ts'
import { busyError, claimPath, isHeld, listClaims, makeClaim, readClaim } from './lock-claim.ts'
import type { LockClaim } from './lock-claim.ts'
import { processIdentity } from './process-identity.ts'
import { publishRunning, withdrawRunning } from '../running-stack.ts'
import type { RunningServices } from '../running-stack.ts'
import { writePrivateFile } from '../cluster/write-private-file.ts'

/** The right to run the embedded stack of a data folder. */
export interface StackLock {
  /** Tells other commands where to find what this process serves, until the release. */
  publish(services: RunningServices): Promise<void>
  release(): Promise<void>
}

export interface LockOptions {
  readonly waitMilliseconds: number
  /** What the waiting others are told: `up`, `backfill`. */
  readonly command?: string
}

const pollMilliseconds = 50

/**
 * Makes this process the one that runs the embedded stack of a data folder; waits while another
 * does. Throws `stack-busy`, which names the other one, and `data-directory`.
 */
export async function acquireLock(
  dataDirectory: string,
  { waitMilliseconds, command = 'minuano' }: LockOptions,
): Promise<StackLock> {
  const { path } = await openDataFolder(dataDirectory)
  const claim = makeClaim(command)
  const deadline = Date.now() + waitMilliseconds
  for (;;) {
    const current = await readClaim(path)
    if (current === undefined || !isHeld(current)) {
      const number = (current?.number ?? 0) + 1
      if (await tryClaim(path, number, claim)) return lockOf(path, number, claim)
      // Another one was faster: it is the one to wait for.
    } else if (Date.now() >= deadline) {
      throw busyError(path, current)
    } else {
      await sleep(pollMilliseconds)
    }
  }
}

/**
 * Claims a number that nobody has: `link` fails if there is one, and brings the whole text at once.
 * Only the highest number counts, and the highest is never removed, so a process that has looked
 * long ago and takes a lower number that was cleared away since finds a higher one beside it.
 */
async function tryClaim(folder: string, number: number, claim: LockClaim): Promise<boolean> {
  const draft = join(folder, `claim.${claim.pid}.${claim.token}`)
  const place = claimPath(folder, number)
  await writePrivateFile(draft, JSON.stringify(claim))
  try {
    await link(draft, place)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await rm(draft, { force: true })
  }
  const [highest, ...lower] = await listClaims(folder)
  if (highest !== number) {
    await rm(place, { force: true })
    return false
  }
  for (const old of lower) await rm(claimPath(folder, old), { force: true })
  await removeDrafts(folder)
  return true
}

/** Drafts of processes that were killed in the middle of claiming. */
async function removeDrafts(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = /^claim\.(\d+)\./.exec(name)?.[1]
    if (pid !== undefined && processIdentity(Number(pid)) === undefined) {
      await rm(join(folder, name), { force: true })
    }
  }
}

function lockOf(folder: string, number: number, claim: LockClaim): StackLock {
  return {
    publish: (services) => publishRunning(folder, claim, services),
    release: async () => {
      await withdrawRunning(folder)
      const released: LockClaim = { ...claim, isReleased: true }
      await writePrivateFile(claimPath(folder, number), JSON.stringify(released))
    },
  }
}
