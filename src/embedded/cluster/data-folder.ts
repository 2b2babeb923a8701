import { constants } from 'node:fs'
import { access, chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { describeError } from '../../errors/describe-error.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'

/** What lies where in the data folder (`.minuano/`). */
export interface DataFolder {
  /** Absolute. */
  readonly path: string
  /** The PostgreSQL cluster, with the server's own log beside it. */
  readonly cluster: string
  readonly logFile: string
  /** Passwords of the embedded roles. */
  readonly secretsFile: string
  /** What a serving `up` tells other commands. */
  readonly runningFile: string
}

/** The file by which we know a folder for ours. */
const marker = 'minuano-data.txt'
const markerText = `This folder belongs to Minuano: its embedded PostgreSQL and that server's passwords.
To start again, delete the whole folder while no minuano command is running.
`

export function locateDataFolder(dataDirectory: string): DataFolder {
  const path = resolve(dataDirectory)
  return {
    path,
    cluster: join(path, 'postgres'),
    logFile: join(path, 'postgres.log'),
    secretsFile: join(path, 'secrets.json'),
    runningFile: join(path, 'running.json'),
  }
}

/**
 * Makes the folder, or recognises it. A folder of somebody else's files is never touched. Throws
 * `data-directory`: not ours, not a folder, or not accessible.
 */
export async function openDataFolder(dataDirectory: string): Promise<DataFolder> {
  const folder = locateDataFolder(dataDirectory)
  try {
    await makeFolder(folder.path)
    await access(folder.path, constants.R_OK | constants.W_OK | constants.X_OK)
    const names = await readdir(folder.path)
    if (!names.includes(marker)) {
      if (names.length > 0) throw await notOurs(folder.path)
      await writeMarker(folder.path)
    }
  } catch (error) {
    if (error instanceof MinuanoError) throw error
    throw new MinuanoError(
      'data-directory',
      `the data folder ${folder.path} cannot be used (${describeError(error)}): ` +
        'run as the user that it belongs to, or give another one by --data-dir',
      { cause: error },
    )
  }
  return folder
}

async function makeFolder(path: string): Promise<void> {
  const made = await mkdir(path, { recursive: true, mode: 0o700 })
  // As root the server is another user, who must pass through to its cluster. Everything in the
  // folder is closed to others by itself. (With 0700 the server would need a capability instead.)
  if (made !== undefined && process.getuid?.() === 0) await chmod(path, 0o711)
}

async function writeMarker(path: string): Promise<void> {
  try {
    await writeFile(join(path, marker), markerText, { flag: 'wx' })
  } catch (error) {
    // Another first start was faster.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

async function notOurs(path: string): Promise<MinuanoError> {
  const isCluster = await stat(join(path, 'PG_VERSION')).then(
    () => true,
    () => false,
  )
  return new MinuanoError(
    'data-directory',
    `the folder ${path} holds ${isCluster ? 'a PostgreSQL cluster' : 'files'} that Minuano did ` +
      'not make: give a new or empty folder by --data-dir',
  )
}
