import type { Asset } from '../../signal/asset.ts'
import type { ChosenKeys } from './choose-keys.ts'
import type { RowCount } from './count-statement.ts'
import type { KeyDay } from './sum-statement.ts'

/**
 * The rows that an answer has of an asset's day, which are those of its most repeated series time by time. Where all of
 * its series have rows at the same times, as is the rule of samples of a minute, they are those of any: what it would
 * take to count them time by time is as much as all sums. `uneven`: the assets that have other days.
 */
export function countRows(
  { assets, keys }: Pick<ChosenKeys, 'assets' | 'keys'>,
  entries: readonly KeyDay[],
): { readonly even: readonly RowCount[]; readonly uneven: ReadonlySet<Asset> } {
  const uneven = new Set<Asset>()
  const first = new Map<Asset, Map<number, KeyDay>>()
  for (const entry of entries) {
    const { asset } = keys[entry.key - 1]!
    let days = first.get(asset)
    if (days === undefined) first.set(asset, (days = new Map<number, KeyDay>()))
    const known = days.get(entry.day)
    if (known === undefined) days.set(entry.day, entry)
    else if (known.rows !== entry.rows || known.times !== entry.times) uneven.add(asset)
  }
  const even = assets.flatMap((asset, index): RowCount[] =>
    uneven.has(asset)
      ? []
      : [...(first.get(asset)?.values() ?? [])]
          .map(({ day, rows }) => ({ place: index + 1, day, rows }))
          .sort((one, other) => one.day - other.day),
  )
  return { even, uneven }
}
