import { spawnSync } from 'node:child_process'
import type { SpawnOptions } from 'node:child_process'
import { existsSync } from 'node:fs'
import { childEnvironment } from '../../config/environment.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { copyServerBinaries } from './copy-server-binaries.ts'
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
  /** By which name a program that `commandFor` starts finds its cluster. */
  nameOf(cluster: string): string
  /** What `spawn` takes to run a program of the server inside of a cluster. */
  commandFor(program: string, cluster: string, args: readonly string[]): SpawnArguments
}

export interface SpawnArguments {
  readonly command: string
  readonly args: readonly string[]
  readonly options: Pick<SpawnOptions, 'cwd' | 'env' | 'uid' | 'gid'>
}

/** A process's current folder. The kernel goes there at once, without a look at the folders above. */
const currentFolder = '/proc/self/cwd'

/**
 * Finds a way to run the server on a cluster in `folder`. As root it runs as another user, without any
 * right of root's: it is started inside of its cluster, so that it need not pass the folders above, which
 * may be root's alone; and from a copy of its programs where theirs cannot be reached. Throws
 * `embedded-postgres` where no way works.
 */
export function prepareLauncher(folder: string, cluster: string): ServerLauncher {
  const binaries = findServerBinaries()
  const libraries = mendLibraryLinks(binaries.folder, `${folder}/lib`)
  const user = chooseServerUser(cluster)
  const here = launcherOf(binaries, libraries, user)
  if (user === undefined || canRun(here)) return here
  const copied = copyServerBinaries(binaries)
  const there = copied && launcherOf(copied, undefined, user)
  if (there && canRun(there)) return there
  throw new MinuanoError(
    'embedded-postgres',
    `root must run PostgreSQL as another user (uid ${user.uid}), who cannot run ${binaries.postgres}, ` +
      'nor could a copy be kept where they can: run as an ordinary user, or install Minuano where ' +
      'every user can enter',
  )
}

function launcherOf(
  binaries: ServerBinaries,
  libraries: string | undefined,
  user: SystemUser | undefined,
): ServerLauncher {
  const env = childEnvironment({
    LC_ALL: 'C',
    TZ: 'UTC',
    LD_LIBRARY_PATH: libraries,
    DYLD_LIBRARY_PATH: libraries,
  })
  const isInside = user !== undefined && existsSync(currentFolder)
  return {
    binaries,
    user,
    nameOf: (cluster) => (isInside ? currentFolder : cluster),
    // Node enters the folder first, then becomes the user.
    commandFor: (command, cluster, args) => ({
      command,
      args,
      options: { cwd: cluster, env, ...(user && { uid: user.uid, gid: user.gid }) },
    }),
  }
}

/** Tries it: the server's program prints its version. */
function canRun(launcher: ServerLauncher): boolean {
  const { postgres } = launcher.binaries
  const { command, args, options } = launcher.commandFor(postgres, '/', ['--version'])
  return spawnSync(command, args, { ...options, stdio: 'ignore' }).status === 0
}
