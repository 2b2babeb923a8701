import { lstatSync, mkdirSync } from 'node:fs'

const writableByOthers = 0o022
const sticky = 0o1000

export interface OwnPlaceOptions {
  /** What is not there yet is nobody's: the folders above it alone are looked at. */
  readonly mayLack?: boolean
  /** A user who is trusted besides us and root. */
  readonly alsoTrusted?: number | undefined
}

/**
 * Why somebody else than we and root could change what lies at `path`, or put something else in its
 * place; `undefined` where nobody could. `path` is absolute and normal. It and every folder above it must
 * be ours or root's, no link, and writable by nobody else; a folder that all may write to may lie above
 * where it is sticky, as /tmp is: nobody else can take away there what is ours. (Windows has no such
 * owners and modes: there all passes.)
 */
export function whyNotOurs(
  path: string,
  { mayLack = false, alsoTrusted }: OwnPlaceOptions = {},
): string | undefined {
  if (process.platform === 'win32') return undefined
  const trusted = [0, process.geteuid!(), alsoTrusted]
  const parts = path === '/' ? [''] : path.split('/')
  for (let count = 1; count <= parts.length; count++) {
    const at = parts.slice(0, count).join('/') || '/'
    const stat = lstatSync(at, { throwIfNoEntry: false })
    if (stat === undefined) return mayLack ? undefined : `${at} is not there`
    if (stat.isSymbolicLink()) return `${at} is a link`
    if (!trusted.includes(stat.uid)) return `${at} belongs to another user, uid ${stat.uid}`
    if ((stat.mode & writableByOthers) === 0) continue
    if (count === parts.length || (stat.mode & sticky) === 0) {
      return `other users may write to ${at}: "chmod go-w ${at}" ends that`
    }
  }
  return undefined
}

/**
 * Makes the folder, where it is not there yet and nobody else could change it. Gives why it is not
 * only ours, `undefined` where it is. Throws what the system says where it cannot be made.
 */
export function makeOurFolder(path: string, mode = 0o700): string | undefined {
  if (whyNotOurs(path) === undefined && lstatSync(path).isDirectory()) return undefined
  const why = whyNotOurs(path, { mayLack: true })
  if (why !== undefined) return why
  mkdirSync(path, { recursive: true, mode })
  return whyNotOurs(path)
}
