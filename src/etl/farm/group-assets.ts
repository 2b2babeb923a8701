import type { Interval } from '../../time/interval.ts'
import { expectedRows } from '../extract/answer-limits.ts'
import type { PlantAsset } from './plant-asset.ts'

/** Cells that one request shall bring at the most, unless one asset has more: some megabytes. */
const cellsPerRequest = 500_000

/** Characters that names may take in a request: a server reads headers of 16 kB. */
const nameCharacters = 6000

/**
 * Assets for one request each, in their order: their samples are labelled alike, and not too many rows or names are
 * asked for at once.
 */
export function groupAssets(
  assets: readonly PlantAsset[],
  variables: readonly string[],
  interval: Interval,
): PlantAsset[][] {
  const groups: PlantAsset[][] = []
  let [cells, characters] = [0, 0]
  for (const asset of assets) {
    const { sampleSeconds } = asset.settings
    const more = expectedRows(interval, { sampleSeconds, variables }) * (1 + variables.length)
    const name = encodeURIComponent(asset.source).length + 'assets=&'.length
    const before = groups.at(-1)?.at(-1)
    const fits = cells + more <= cellsPerRequest && characters + name <= nameCharacters
    if (before !== undefined && fits && isAlike(before, asset)) {
      groups.at(-1)!.push(asset)
      cells += more
      characters += name
    } else {
      groups.push([asset])
      cells = more
      characters = name
    }
  }
  return groups
}

function isAlike({ settings: a }: PlantAsset, { settings: b }: PlantAsset): boolean {
  return a.sampleLabel === b.sampleLabel && a.sampleSeconds === b.sampleSeconds
}
