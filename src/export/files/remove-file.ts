import { rm, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Deletes a file of an export, and the folders above it that are then empty; gives whether it was there. */
export async function removeFile(folder: string, path: string): Promise<boolean> {
  try {
    await rm(join(folder, path))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
  for (let above = dirname(path); above !== '.'; above = dirname(above)) {
    try {
      await rmdir(join(folder, above))
    } catch {
      // Something else lies in it.
      break
    }
  }
  return true
}
