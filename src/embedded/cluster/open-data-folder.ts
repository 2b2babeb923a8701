import { constants, statSync } from 'node:fs'
import { access, chmod, lstat, mkdir, readdir, realpath, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describeError } from '../../errors/describe-error.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { whyNotOurs } from '../../files/only-ours.ts'
import { locateDataFolder } from './data-folder.ts'
import type { DataFolder } from './data-folder.ts'

/** The file by which we know a folder for ours. */
const marker = 'minuano-data.txt'
const markerText = `This folder belongs to Minuano: its embedded PostgreSQL and that server's passwords.
To start again, delete the whole folder while no minuano command is running.
`

/**
 * Makes the folder, or recognises it; its path is then the one behind all links. A folder of somebody
 * else, or of somebody else's files, is never touched, and no link in it is followed. Throws
 * `data-directory`: not ours, with links, not a folder, or not accessible.
 */
export async function openDataFolder(dataDirectory: string): Promise<DataFolder> {
  const given = resolve(dataDirectory)
  try {
    const path = await realPathOf(given)
    demandSafePlace(path)
    await makeFolder(path)
    await demandOwn(path)
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK)
    const names = await readdir(path)
    if (!names.includes(marker)) {
      if (names.length > 0) throw await notOurs(path)
      await writeMarker(path)
    }
    await demandNoLinks(path, names)
    return locateDataFolder(path)
  } catch (error) {
    if (error instanceof MinuanoError) throw error
    const [why, what] = explain(error)
    throw unusable(given, `${why}${describeError(error)}`, what, error)
  }
}

function unusable(path: string, why: string, what: string, cause?: unknown): MinuanoError {
  return new MinuanoError(
    'data-directory',
    `the data folder ${path} cannot be used (${why}): ${what === '' ? '' : `${what}, or `}give another one by --data-dir`,
    { cause },
  )
}

/** What comes before the system's words, and what can be done with this folder. */
function explain(error: unknown): readonly [why: string, what: string] {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT') return ['its disk is full: ', 'free some of that']
  if (code === 'ENOTDIR') return ['a part of its path is a file: ', '']
  if (code === 'ENOENT' || code === 'EROFS') return ['no folder can be made there: ', '']
  return ['', 'run as the user that it belongs to']
}

/** What the path leads to, also where its last parts are not there yet. Only our own or root's link is followed. */
async function realPathOf(path: string): Promise<string> {
  try {
    const { uid } = await lstat(path)
    if (isStranger(uid)) throw belongsTo(path, uid)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return join(await realFolderOf(dirname(path)), basename(path))
  }
  return realpath(path)
}

async function realFolderOf(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (error) {
    // A link to nothing is there.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || (await isThere(path))) throw error
    return join(await realFolderOf(dirname(path)), basename(path))
  }
}

async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}

/**
 * As root, who may write everywhere: nobody may be able to put another folder in its place. But for the
 * user whom the program belongs to, since root runs what they write anyway.
 */
function demandSafePlace(path: string): void {
  if (process.getuid?.() !== 0) return
  const alsoTrusted = statSync(fileURLToPath(import.meta.url)).uid
  const why = whyNotOurs(path, { mayLack: true, alsoTrusted })
  if (why !== undefined) throw unusable(path, why, 'change that')
}

async function makeFolder(path: string): Promise<void> {
  const isNew = await makePath(path)
  // As root the server is another user, who must pass through to its cluster. Everything in the
  // folder is closed to others by itself. (On Linux it starts inside the cluster.)
  if (isNew && process.getuid?.() === 0 && process.platform !== 'linux') {
    await chmod(path, 0o711)
  }
}

/**
 * Whether it was not there yet. Not by Node's `recursive`, which tries for ever where a folder is there and
 * none can be made in it, as in /proc.
 */
async function makePath(path: string): Promise<boolean> {
  try {
    await mkdir(path, { mode: 0o700 })
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return false
    if (code !== 'ENOENT' || (await isThere(dirname(path)))) throw error
    await makePath(dirname(path))
    await mkdir(path, { mode: 0o700 }).catch((again: unknown) => {
      if ((again as NodeJS.ErrnoException).code !== 'EEXIST') throw again
    })
    return true
  }
}

async function demandOwn(path: string): Promise<void> {
  const { uid, mode } = await lstat(path)
  if (isStranger(uid)) throw belongsTo(path, uid)
  if (process.platform !== 'win32' && (mode & 0o002) !== 0) {
    throw unusable(path, 'every user may write to it', `"chmod o-w ${path}" ends that`)
  }
}

/** Whether it is neither us nor root. */
function isStranger(uid: number): boolean {
  return process.getuid !== undefined && uid !== 0 && uid !== process.getuid()
}

function belongsTo(path: string, uid: number): MinuanoError {
  const take = process.getuid?.() === 0 ? `, make it root’s (chown -R root: ${path})` : ''
  const why = `it belongs to another user, uid ${uid}`
  return unusable(path, why, `run as the user that it belongs to${take}`)
}

async function writeMarker(path: string): Promise<void> {
  try {
    await writeFile(join(path, marker), markerText, { flag: 'wx' })
  } catch (error) {
    // Another first start was faster.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

/** What we, perhaps as root, read and write in the cluster, where the server may put what it likes. */
const ourClusterFiles = ['PG_VERSION', 'pg_hba.conf', 'postmaster.pid', 'minuano-ready']

async function demandNoLinks(path: string, names: readonly string[]): Promise<void> {
  for (const name of [...names, ...ourClusterFiles.map((file) => join('postgres', file))]) {
    const found = await lstat(join(path, name)).catch((error: unknown) => {
      // Nothing is there, or it has gone meanwhile.
      if (/^(ENOENT|ENOTDIR)$/.test((error as NodeJS.ErrnoException).code ?? '')) return undefined
      throw error
    })
    if (found?.isSymbolicLink() === true) {
      const why = `${name} in it is a link, and no link is followed there`
      throw unusable(path, why, `put in its place what it leads to`)
    }
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
