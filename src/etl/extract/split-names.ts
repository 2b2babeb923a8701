import type { MinuanoError } from '../../errors/minuano-error.ts'
import type { Asset } from '../../signal/asset.ts'

/** What a request names. */
export interface Names {
  readonly variables: readonly string[]
  readonly assets?: readonly Asset[]
}

/**
 * Bytes of a path that one request may have: the Connector takes 64 kB of URL and headers by default, and more than a
 * server takes it may leave unread, and break off.
 */
const mostPathBytes = 48_000

/** Below this no server refuses a path for its length: RFC 9110, 4.1, asks for 8,000. */
const leastPathBytes = 4000

export function isTooLong(path: string): boolean {
  return path.length > mostPathBytes
}

/** Whether a server has refused a request for its length: a proxy, or a Connector with a lower limit of its own. */
export function isRefusedForLength({ members }: MinuanoError, path: string): boolean {
  return [400, 414, 431].includes(members['status'] ?? 0) && path.length > leastPathBytes
}

/** The same names in two parts, of variables or of assets, whichever are more text; undefined where each has one alone. */
export function halve(names: Names): readonly [Names, Names] | undefined {
  const { variables, assets = [] } = names
  const canHalve = (list: readonly string[]) => list.length > 1
  const byVariables =
    canHalve(variables) && (!canHalve(assets) || variables.join().length >= assets.join().length)
  const list = byVariables ? variables : assets
  if (!canHalve(list)) return undefined
  const middle = Math.ceil(list.length / 2)
  const parts = [list.slice(0, middle), list.slice(middle)] as const
  const having = (part: readonly string[]): Names =>
    byVariables ? { ...names, variables: part } : { ...names, assets: part }
  return [having(parts[0]), having(parts[1])]
}
