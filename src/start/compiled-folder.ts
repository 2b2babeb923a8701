import { createHash } from 'node:crypto'
import { accessSync, constants } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { makeOurFolder, whyNotOurs } from '../files/only-ours.ts'

/**
 * Where compiled code of the program in `folder` is kept: beside it, or, where it cannot be written there
 * or somebody else could, in our own home. What lies in it runs as ours, so nobody else can
 * change it; where there is no such place, `undefined`.
 */
export function findCompiledFolder(folder: string): string | undefined {
  const beside = join(folder, 'compiled')
  if (isUsable(beside)) return beside
  const home = homeFolder(folder)
  if (home !== undefined && isUsable(home)) return home
  return whyNotOurs(beside) === undefined ? beside : undefined
}

function isUsable(folder: string): boolean {
  try {
    if (makeOurFolder(folder, 0o755) !== undefined) return false
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** One for each place that the program may be installed in. */
function homeFolder(folder: string): string | undefined {
  try {
    const key = createHash('sha256').update(folder).digest('hex').slice(0, 16)
    return join(homedir(), '.cache', 'minuano', `compiled-${key}`)
  } catch {
    return undefined
  }
}

/** The folder in it that Node keeps code in; nobody else can even enter it. */
export function findNodeFolder(compiled: string): string | undefined {
  const folder = join(compiled, 'node')
  try {
    return makeOurFolder(folder) === undefined ? folder : undefined
  } catch {
    return undefined
  }
}
