import type { Asset } from '../../signal/asset.ts'
import type { Interval } from '../../time/interval.ts'
import type { ChosenKeys } from './choose-keys.ts'
import type { Key } from './narrow-table.ts'

/** Series that are read by one statement, or slice by slice. */
export interface KeyPart {
  readonly assets: readonly Asset[]
  readonly keys: readonly Key[]
  readonly isSliced: boolean
}

/** Rows that PostgreSQL may sort at once, as many as are likely. */
const rowsAtOnce = 100_000

/** As most historians have them; a day of a value a second is sorted on the Source's disk. */
const likelyDistance = 60e6

/**
 * Series in parts, asset by asset. Where an index leads to each, as many assets together as likely have few rows: those of one
 * time lie side by side, and are read once. An asset that has more by itself is read slice by slice. Without an index all
 * are one part: one reading takes as long as that of one.
 */
export function divideKeys(
  { assets, keys, isIndexed }: Pick<ChosenKeys, 'assets' | 'keys' | 'isIndexed'>,
  { start, end }: Interval,
): KeyPart[] {
  if (!isIndexed) return [{ assets, keys, isSliced: false }]
  const byAsset = new Map<Asset, Key[]>(assets.map((asset) => [asset, []]))
  for (const key of keys) byAsset.get(key.asset)!.push(key)
  const likely = (count: number) => (count * (end - start)) / likelyDistance
  const parts: { assets: Asset[]; keys: Key[]; isSliced: boolean }[] = []
  for (const [asset, own] of byAsset) {
    const last = parts.at(-1)
    const goesOn = last !== undefined && likely(last.keys.length + own.length) <= rowsAtOnce
    if (goesOn) {
      last.assets.push(asset)
      last.keys.push(...own)
    } else {
      parts.push({ assets: [asset], keys: own, isSliced: likely(own.length) > rowsAtOnce })
    }
  }
  return parts
}
