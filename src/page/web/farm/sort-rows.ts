import type { OverviewAsset } from '../../api.ts'

export type SortKey = 'rank' | 'asset' | 'coverage' | 'meanPower' | 'meanWind'

export interface Sorting {
  readonly key: SortKey
  readonly isDescending: boolean
}

/** The rows in an order; what has no figure comes last in both directions, digits in names count as numbers. */
export function sortRows(
  rows: readonly OverviewAsset[],
  { key, isDescending }: Sorting,
): OverviewAsset[] {
  const sign = isDescending ? -1 : 1
  return rows.toSorted((one, other) => {
    const byRank = one.rank - other.rank
    if (key === 'asset') {
      return sign * one.asset.localeCompare(other.asset, 'en', { numeric: true })
    }
    const [a, b] = [one[key], other[key]]
    if (a === null || b === null) return a === b ? byRank : a === null ? 1 : -1
    return sign * (a - b) || byRank
  })
}

/** What a press on a column's name makes of the order: its first direction, then the other. */
export function pressColumn(now: Sorting, key: SortKey): Sorting {
  if (now.key === key) return { key, isDescending: !now.isDescending }
  return { key, isDescending: key === 'meanPower' || key === 'meanWind' }
}
