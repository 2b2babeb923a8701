import { nearestName } from './did-you-mean.ts'
import { listSome } from './list-some.ts'
import { quoteShort } from './quote-short.ts'

/**
 * `"powr" (did you mean power?) and 3 more`: names that are none of those known, quoted, so many at the most: of the
 * others no likeness is looked for, since thousands may have been asked for. `show`: how a known one is written.
 */
export function listUnknown(
  unknown: readonly string[],
  known: readonly string[],
  most: number,
  show = (name: string) => name,
): string {
  const named = unknown.map((name, index) => {
    if (index >= most) return ''
    const nearest = nearestName(name, known)
    return `${quoteShort(name)}${nearest === undefined ? '' : ` (did you mean ${show(nearest)}?)`}`
  })
  return listSome(named, most)
}
