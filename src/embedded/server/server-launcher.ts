import { spawnSync } from 'node:child_process'
import type { SpawnOptions } from 'node:child_process'
import { childEnvironment } from '../../config/environment.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { mendLibraryLinks } from './library-links.ts'
import { findServerBinaries } from './server-binaries.ts'
import type { ServerBinaries } from './server-binaries.ts'
import { chooseServerUser } from './server-user.ts'
import type { SystemUser } from './server-user.ts'

/** How the server's programs are started: which, as whom, and with what around them. */
export interface ServerLauncher {
  readonly binaries: ServerBinaries
  /** Who must own the cluster's files; `undefined`: ourselves. */
  readonly user: SystemUser | undefined
  /** What `spawn` takes to run a program of the server. */
  commandFor(program: string, args: readonly string[]): SpawnArguments
}

export interface SpawnArguments {
  readonly command: string
  readonly args: readonly string[]
  readonly options: Pick<SpawnOptions, 'cwd' | 'env' | 'uid' | 'gid'>
}

/** Keeps, through the change of user, the one capability to enter folders that only root may enter. */
const keepEntry = [
  ...['--clear-groups', '--inh-caps', '+dac_override', '--ambient-caps', '+dac_override'],
  ...['--securebits', '+no_setuid_fixup'],
]

/**
 * Finds a way to run the server on a cluster in `folder`. As root it runs as another user: plainly
 * where that user can enter the folder and the programs' one; else, so that a clone in root's own
 * home works, with the capability to enter them. Throws `embedded-postgres` where no way works.
 */
export function prepareLauncher(folder: string, cluster: string): ServerLauncher {
  const binaries = findServerBinaries()
  const libraries = mendLibraryLinks(binaries.folder, `${folder}/lib`)
  const user = chooseServerUser(cluster)
  const env = childEnvironment({
    LC_ALL: 'C',
    TZ: 'UTC',
    LD_LIBRARY_PATH: libraries,
    DYLD_LIBRARY_PATH: libraries,
  })
  const base = { cwd: folder, env }
  const plainly = (command: string, args: readonly string[]): SpawnArguments => ({
    command,
    args,
    options: { ...base, ...(user && { uid: user.uid, gid: user.gid }) },
  })
  if (user === undefined) return { binaries, user, commandFor: plainly }
  const ids = ['--reuid', String(user.uid), '--regid', String(user.gid)]
  const withEntry = (command: string, args: readonly string[]): SpawnArguments => ({
    command: 'setpriv',
    args: [...ids, ...keepEntry, command, ...args],
    options: base,
  })
  for (const commandFor of [plainly, withEntry]) {
    if (canEnter(commandFor, folder, binaries.postgres)) return { binaries, user, commandFor }
  }
  throw new MinuanoError(
    'embedded-postgres',
    `root must run PostgreSQL as another user (uid ${user.uid}), who cannot use ${folder} or ` +
      `${binaries.postgres}: run as an ordinary user, or move both to where every user can enter`,
  )
}

/** Tries it: enters the folder and runs the server's program, which prints its version. */
function canEnter(
  commandFor: ServerLauncher['commandFor'],
  folder: string,
  postgres: string,
): boolean {
  const script = 'cd -- "$0" && exec "$1" --version'
  const { command, args, options } = commandFor('/bin/sh', ['-c', script, folder, postgres])
  return spawnSync(command, args, { ...options, stdio: 'ignore' }).status === 0
}
