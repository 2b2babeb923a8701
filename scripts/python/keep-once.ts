// What was fetched or built once, and is of use another day: in the user's cache folder.
import { existsSync, mkdtempSync, realpathSync, renameSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { makeOurFolder, whyNotOurs } from '../../src/files/only-ours.ts'

/**
 * The path of a folder of this name that `make` has filled, now or an earlier day: whole or not at all. A name stands
 * for one content: what it is made from is a part of it. `proof` is a file in it.
 */
export async function keepOnce(
  name: string,
  proof: string,
  make: (folder: string) => Promise<void>,
): Promise<string> {
  const path = join(cacheFolder(), name)
  if (existsSync(join(path, proof)) && whyNotOurs(path) === undefined) return path
  const unfinished = mkdtempSync(`${path}-`)
  try {
    await make(unfinished)
    moveWhole(unfinished, path, proof)
  } finally {
    rmSync(unfinished, { recursive: true, force: true })
  }
  return path
}

/** Another run may have been faster: what it made is as good. */
function moveWhole(unfinished: string, path: string, proof: string): void {
  try {
    renameSync(unfinished, path)
  } catch (error) {
    if (!existsSync(join(path, proof)) || whyNotOurs(path) !== undefined) throw error
  }
}

/**
 * Where what is kept runs as ours another day: in the user's cache folder, or one of theirs among the
 * temporary files. Throws where other users could change what lies there.
 */
function cacheFolder(): string {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache')
  const among = join(tmpdir(), `minuano-${process.getuid?.() ?? 'user'}`)
  const faults: string[] = []
  for (const path of [join(cache, 'minuano'), among]) {
    try {
      const real = realPathOf(path)
      const why = makeOurFolder(real)
      if (why === undefined) return real
      faults.push(why)
    } catch (error) {
      faults.push((error as Error).message)
    }
  }
  throw new Error(
    'there is no folder for downloaded packages that only you can write to: set XDG_CACHE_HOME to one\n  ' +
      faults.join('\n  '),
  )
}

/** The folders above it may lie behind links of the system's, or be missing. */
function realPathOf(path: string): string {
  const above = dirname(path)
  return join(existsSync(above) ? realpathSync(above) : realPathOf(above), basename(path))
}
