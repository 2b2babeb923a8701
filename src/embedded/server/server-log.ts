import { constants, fchownSync, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** Opens the server's log for writing, emptied: one start's lines are what a person looks for. */
export function openServerLog(path: string): number {
  // O_NOFOLLOW: as root, a link that somebody put there must not empty another file.
  const { O_APPEND, O_CREAT, O_NOFOLLOW, O_TRUNC, O_WRONLY } = constants
  const file = openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_TRUNC | O_NOFOLLOW, 0o600)
  if (process.getuid?.() === 0) {
    const { uid, gid } = statSync(dirname(path))
    fchownSync(file, uid, gid)
  }
  return file
}
