import { randomBytes } from 'node:crypto'
import { open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

export interface Owner {
  readonly uid: number
  readonly gid: number
}

export interface WriteOptions {
  readonly isDurable?: boolean
  /** Whom it belongs to if root writes it; without it, whoever the folder belongs to. */
  readonly owner?: Owner | undefined
}

/**
 * Writes a file that only its owner reads, whole or not at all; through a power cut too, if durable.
 * As root it belongs to the folder's owner, so that they can go on without root. No link is followed: one
 * in the file's place is replaced.
 */
export async function writePrivateFile(
  path: string,
  text: string,
  { isDurable = false, owner }: WriteOptions = {},
): Promise<void> {
  const draft = `${path}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`
  try {
    await writeDraft(draft, text, isDurable, owner)
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

async function writeDraft(
  draft: string,
  text: string,
  isDurable: boolean,
  owner: Owner | undefined,
): Promise<void> {
  const file = await open(draft, 'wx', 0o600)
  try {
    await file.writeFile(text)
    if (isDurable) await file.sync()
    if (process.getuid?.() === 0) {
      const { uid, gid } = owner ?? (await stat(dirname(draft)))
      await file.chown(uid, gid)
    }
  } finally {
    await file.close()
  }
}
