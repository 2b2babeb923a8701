import { createHash, randomBytes } from 'node:crypto'
import { chownSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** A file that is being written beside the one whose place it takes when it is whole. */
export interface Draft {
  write(bytes: Uint8Array): Promise<void>
  /** Puts it in its place, durably; gives what it is then. */
  keep(): Promise<{ readonly bytes: number; readonly sha256: string; readonly modified: number }>
  /** Safe after `keep`, and twice. */
  drop(): Promise<void>
}

/** Those that are being written: a process that ends at once takes them with it. */
const drafts = new Set<string>()

const hourMilliseconds = 3_600_000

/**
 * Begins a file in the place of `path`, whose folder is made. As root it belongs to the folder's owner, so that they can go
 * on without root. Its name begins with a dot, which readers of folders pass over. What a killed process left of an earlier one, an
 * hour ago or longer, is deleted.
 */
export async function openDraft(path: string): Promise<Draft> {
  const folder = dirname(path)
  makeFolder(folder)
  deleteLeftovers(folder, basename(path))
  const draft = join(folder, `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`)
  drafts.add(draft)
  let file: FileHandle | undefined
  const hash = createHash('sha256')
  let bytes = 0
  const drop = async () => {
    await file?.close().catch(() => undefined)
    file = undefined
    if (drafts.delete(draft)) await rm(draft, { force: true })
  }
  try {
    file = await open(draft, 'wx', 0o666)
  } catch (error) {
    drafts.delete(draft)
    throw error
  }
  return {
    async write(piece) {
      if (piece.length === 0) return
      hash.update(piece)
      bytes += piece.length
      await file!.writeFile(piece)
    },
    async keep() {
      if (process.getuid?.() === 0) {
        const { uid, gid } = statSync(folder)
        await file!.chown(uid, gid)
      }
      await file!.sync()
      const { mtimeMs: modified } = await file!.stat()
      await file!.close()
      file = undefined
      await rename(draft, path)
      drafts.delete(draft)
      return { bytes, sha256: hash.digest('hex'), modified }
    },
    drop,
  }
}

/** Deletes what is not whole, where the process is about to end at once. */
export function dropDrafts(): void {
  for (const draft of drafts) rmSync(draft, { force: true })
  drafts.clear()
}

/** As root, what is made belongs to whoever owns the folder above it. Not by turns of the event loop: a farm has thousands. */
function makeFolder(folder: string): void {
  const first = mkdirSync(folder, { recursive: true })
  if (first === undefined || process.getuid?.() !== 0) return
  const { uid, gid } = statSync(dirname(first))
  for (let made = folder; made.length >= first.length; made = dirname(made)) {
    chownSync(made, uid, gid)
  }
}

function deleteLeftovers(folder: string, name: string): void {
  for (const found of readdirSync(folder)) {
    if (!found.startsWith(`.${name}.`) || !found.endsWith('.tmp')) continue
    const path = join(folder, found)
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity)
    if (age > hourMilliseconds) rmSync(path, { force: true })
  }
}
