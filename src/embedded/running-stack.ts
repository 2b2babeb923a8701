import { rm } from 'node:fs/promises'
import { locateDataFolder } from './cluster/data-folder.ts'
import type { LockClaim } from './lock/lock-claim.ts'
import { writePrivateFile } from './cluster/write-private-file.ts'

/**
 * What a serving `minuano up` tells other commands, in `running.json`. `minuano run` works with this
 * alone, so nothing in it opens the Source; commands that may open it get their URLs from
 * `secrets.json` and the server's pid file (`readRunningDatabases`).
 */
export interface RunningServices {
  readonly connectorUrl: string
  readonly docsUrl: string
  /** What the Connector wants to be shown, if anything. */
  readonly connectorApiKey?: string | undefined
  /** The Target's, for the role etl. */
  readonly targetUrl: string
  /** The same for the role reader, who may only select; not where the settings name the Target. */
  readonly targetReaderUrl?: string | undefined
  /** Which of them the settings of `up` named, and it did not start itself. */
  readonly named?: { readonly connector: boolean; readonly target: boolean }
}

export interface RunningStack extends RunningServices {
  readonly pid: number
  /** RFC 3339. */
  readonly startedAt: string
}

/** `running.json` is the word of one holder of the lock, by its claim's token. */
export interface RunningFile extends RunningStack {
  readonly token: string
}

export async function publishRunning(
  dataDirectory: string,
  { pid, token }: LockClaim,
  services: RunningServices,
): Promise<void> {
  const startedAt = new Date().toISOString()
  const file: RunningFile = { pid, token, startedAt, ...services }
  const { runningFile } = locateDataFolder(dataDirectory)
  await writePrivateFile(runningFile, `${JSON.stringify(file, null, 2)}\n`)
}

export async function withdrawRunning(dataDirectory: string): Promise<void> {
  await rm(locateDataFolder(dataDirectory).runningFile, { force: true })
}
