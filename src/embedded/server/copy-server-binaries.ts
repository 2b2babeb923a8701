import { createHash } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { makeOurFolder, whyNotOurs } from '../../files/only-ours.ts'
import { mendLibraryLinks } from './library-links.ts'
import type { ServerBinaries } from './server-binaries.ts'

/**
 * Root's copy of the server's programs (58 MB, made once) where every user can run them and nobody but
 * root can change them; `undefined` where there is no such place. For programs that lie where root alone
 * can enter: PostgreSQL wants to find its own file by its path, as the user that it runs as.
 */
export function copyServerBinaries(binaries: ServerBinaries): ServerBinaries | undefined {
  const key = createHash('sha256').update(readFileSync(binaries.postgres)).digest('hex')
  const name = `postgresql-${binaries.majorVersion}-${key.slice(0, 16)}`
  for (const place of ['/var/cache/minuano', join(realpathSync(tmpdir()), 'minuano-programs')]) {
    try {
      if (makeOurFolder(place, 0o755) !== undefined) continue
      chmodSync(place, 0o755)
      const folder = join(place, name)
      if (!existsSync(folder)) copyWhole(binaries.folder, place, folder)
      if (whyNotOurs(folder) === undefined) return movedTo(binaries, join(folder, 'native'))
    } catch {
      // Read-only, full: the next place.
    }
  }
  return undefined
}

function copyWhole(native: string, place: string, folder: string): void {
  const unfinished = mkdtempSync(join(place, 'unfinished-'))
  try {
    const copy = join(unfinished, 'native')
    // Without what only compilers read.
    const filter = (path: string) => !path.endsWith('.a')
    cpSync(native, copy, { recursive: true, verbatimSymlinks: true, filter })
    mendLibraryLinks(copy, join(copy, 'lib'))
    openToAll(unfinished)
    renameSync(unfinished, folder)
  } catch (error) {
    // Another start may have been faster.
    if (!existsSync(folder)) throw error
  } finally {
    rmSync(unfinished, { recursive: true, force: true })
  }
}

/** Whatever root's umask is: all may read and enter, root alone may write. */
function openToAll(folder: string): void {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) openToAll(path)
    else if (entry.isFile()) chmodSync(path, 0o755)
  }
}

function movedTo(binaries: ServerBinaries, folder: string): ServerBinaries {
  const moved = (program: string) => join(folder, relative(binaries.folder, program))
  return {
    folder,
    initdb: moved(binaries.initdb),
    postgres: moved(binaries.postgres),
    pgCtl: moved(binaries.pgCtl),
    majorVersion: binaries.majorVersion,
  }
}
