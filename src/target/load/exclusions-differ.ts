import { MinuanoError } from '../../errors/minuano-error.ts'
import type { Asset } from '../../signal/asset.ts'
import { clipIntervals, mergeIntervals } from '../../time/merge-intervals.ts'
import type { Interval } from '../../time/interval.ts'
import { isLoaded } from '../ledger/is-loaded.ts'
import type { LedgerEntry } from '../ledger/write-ledger.ts'
import type { ExcludedInterval } from './read-in-force.ts'

/** What is excluded by hand is not what a day was made with: it is to be made again with these, of all assets. */
export class ExclusionsDiffer extends MinuanoError {
  readonly excluded: readonly ExcludedInterval[]

  constructor(asset: Asset, day: string, excluded: readonly ExcludedInterval[]) {
    const of = asset === '' ? day : `${day} of ${asset}`
    super(
      'target-unavailable',
      `what is excluded by hand of ${of} changed while it was read: run it again`,
    )
    this.excluded = excluded
  }
}

/** Throws `ExclusionsDiffer` where a day was made with other exclusions than are in force. */
export function demandSameExclusions(
  excluded: readonly ExcludedInterval[],
  ledger: readonly LedgerEntry[],
): void {
  for (const entry of ledger) {
    const { asset, variable, day, interval, excludedWindows = [] } = entry
    if (!isLoaded(entry)) continue
    const own = excluded.filter((of) => of.asset === asset && of.variable === variable)
    if (own.length === 0 && excludedWindows.length === 0) continue
    const start = interval.start - (entry.lead?.seconds ?? 0) * 1e6
    const within = (of: readonly Interval[]) =>
      JSON.stringify(clipIntervals(mergeIntervals(of), { start, end: interval.end }))
    if (within(own.map(({ window }) => window)) === within(excludedWindows)) continue
    throw new ExclusionsDiffer(asset, day, excluded)
  }
}
