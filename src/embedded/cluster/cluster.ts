import { spawnSync } from 'node:child_process'
import { chmod, lchown, lstat, readFile, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { describeError } from '../../errors/describe-error.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { accessRules } from './access-rules.ts'
import type { DataFolder } from './data-folder.ts'
import { initCluster } from './init-cluster.ts'
import type { ServerLauncher } from '../server/server-launcher.ts'
import type { SystemUser } from '../server/server-user.ts'
import { writePrivateFile } from './write-private-file.ts'

/** Lies in a cluster that is complete, databases and roles too. */
const readyMarker = 'minuano-ready'

/**
 * Whether there is a complete cluster, as opposed to none or one whose first start was killed.
 * Throws `data-directory` if it cannot be read or is of another PostgreSQL version.
 */
export async function isClusterReady(
  { path, cluster }: DataFolder,
  majorVersion: number,
): Promise<boolean> {
  try {
    await stat(join(cluster, readyMarker))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw unreadable(path, error)
  }
  const version = await readFile(join(cluster, 'PG_VERSION'), 'utf8').catch((error: unknown) => {
    throw unreadable(path, error)
  })
  if (version.trim() === String(majorVersion)) return true
  throw new MinuanoError(
    'data-directory',
    `the data folder ${path} is of PostgreSQL ${version.trim()}, this Minuano brings ` +
      `${majorVersion}: use the Minuano that made it, give another folder by --data-dir, ` +
      'or delete it to start again',
  )
}

function unreadable(path: string, error: unknown): MinuanoError {
  return new MinuanoError(
    'data-directory',
    `the data folder ${path} cannot be read (${describeError(error)}): ` +
      'run as the user that it belongs to, or give another one by --data-dir',
    { cause: error },
  )
}

/** Makes the cluster's files, in place of those that a killed first start may have left. */
export async function makeCluster(
  { path, cluster }: DataFolder,
  launcher: ServerLauncher,
  password: string,
): Promise<void> {
  const remove = (name: string) => removeTree(name, launcher)
  await remove(cluster)
  const draftPrefix = `${basename(cluster)}.new-`
  for (const name of await readdir(path)) {
    // An initdb that was left may still be at work in there; it can do no harm, so no failure.
    if (name.startsWith(draftPrefix)) await remove(join(path, name)).catch(() => undefined)
  }
  // Under a name of its own: a dying initdb empties the folder that it was given.
  const draft = join(path, `${draftPrefix}${process.pid}`)
  await initCluster(launcher, draft, password)
  await rename(draft, cluster)
}

/**
 * What the server's user may change, the server's user removes: they could put a link in a folder's place
 * while root goes through it.
 */
async function removeTree(path: string, launcher: ServerLauncher): Promise<void> {
  const found = await lstat(path).catch(() => undefined)
  if (launcher.user && found?.isDirectory() === true) {
    const script = 'rm -rf -- ./* ./.[!.]*'
    const { command, args, options } = launcher.commandFor('/bin/sh', path, ['-c', script])
    spawnSync(command, args, { ...options, stdio: 'ignore' })
  }
  await rm(path, { recursive: true, force: true, maxRetries: 3 })
}

/** To be called once databases and roles are there. */
export async function markClusterReady(cluster: string): Promise<void> {
  await writePrivateFile(join(cluster, readyMarker), '')
}

/**
 * What each start needs of the files: rules of access, modes and owner as PostgreSQL demands. In the cluster
 * the server's superuser may have put links: root follows none.
 */
export async function prepareCluster(cluster: string, launcher: ServerLauncher): Promise<void> {
  await writePrivateFile(join(cluster, 'pg_hba.conf'), accessRules)
  await chmod(cluster, 0o700)
  const { user } = launcher
  // A folder that root has copied belongs to root, as whom PostgreSQL does not run.
  if (user && (await lstat(cluster)).uid !== user.uid) await giveTo(cluster, user)
}

/** The folder itself comes last: until then nobody but root can enter it. */
async function giveTo(folder: string, user: SystemUser): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await giveTo(path, user)
    else await lchown(path, user.uid, user.gid)
  }
  await lchown(folder, user.uid, user.gid)
}
