import { listSome } from '../../errors/list-some.ts'
import { listUnknown } from '../../errors/list-unknown.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { quoteShort } from '../../errors/quote-short.ts'
import type { Asset } from '../../signal/asset.ts'

/** Unknown names that an answer lists, and looks for a likeness of: thousands may have been asked for. */
const mostUnknown = 5

/** Names of a large farm that an answer lists. */
const mostKnown = 30

/**
 * Those that are asked for, each once, in the Source's order; all where none are. A text may be an asset's exact
 * name, commas and all, or several names with commas between them. Throws `unknown-asset`, which names
 * those there are.
 */
export function chooseAssets(
  known: readonly Asset[],
  asked: readonly Asset[] | undefined,
): readonly Asset[] {
  if (asked === undefined) return known
  const names = new Set(known)
  const wanted = new Set(
    asked.flatMap((text) =>
      names.has(text) ? [text] : text.split(',').map((name) => name.trim()),
    ),
  )
  const chosen = known.filter((asset) => wanted.delete(asset))
  if (wanted.size === 0) return chosen
  throw new MinuanoError(
    'unknown-asset',
    `the Source has no asset ${listUnknown([...wanted], known, mostUnknown, show)}; it has ${known.length === 0 ? 'none' : listSome(known.map(show), mostKnown)}${known.length > mostKnown ? ' (all of them: /assets)' : ''}`,
  )
}

/**
 * The same where `known` may lack some, having been found in an interval alone: only for a name that is not among them
 * all are listed.
 */
export async function chooseOfSome(
  known: readonly Asset[],
  asked: readonly Asset[] | undefined,
  listAll: () => Promise<readonly Asset[]>,
): Promise<readonly Asset[]> {
  try {
    return chooseAssets(known, asked)
  } catch (error) {
    if (!(error instanceof MinuanoError) || error.code !== 'unknown-asset') throw error
    return chooseAssets(await listAll(), asked)
  }
}

/** An ordinary name as it is, any other quoted: it may hold commas, or lines. */
function show(name: Asset): string {
  return /^[\p{L}\p{N} _.:/-]{1,64}$/u.test(name) && name.trim() === name ? name : quoteShort(name)
}
