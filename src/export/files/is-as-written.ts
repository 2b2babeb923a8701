import { createHash } from 'node:crypto'
import { createReadStream, statSync } from 'node:fs'
import type { Stats } from 'node:fs'
import { join } from 'node:path'
import type { Entry } from './manifest.ts'

/**
 * Whether the file is still what was written; then also when it was written last. One of another time, as after a copy
 * of the folder, is read to the end; one of the same time and length is believed.
 */
export async function isAsWritten(
  folder: string,
  path: string,
  { rows, bytes, sha256, modified }: Entry,
): Promise<{ readonly modified: number } | undefined> {
  const found = look(join(folder, path))
  if (rows === 0) return found === undefined ? { modified } : undefined
  if (found === undefined || !found.isFile() || found.size !== bytes) return undefined
  if (found.mtimeMs === modified) return { modified }
  const hash = createHash('sha256')
  try {
    for await (const piece of createReadStream(join(folder, path))) hash.update(piece as Buffer)
  } catch {
    // What cannot be read is made again.
    return undefined
  }
  return hash.digest('hex') === sha256 ? { modified: found.mtimeMs } : undefined
}

/** Not by a turn of the event loop: a farm's ten years are thousands of files. */
function look(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}
