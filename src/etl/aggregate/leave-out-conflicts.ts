import type { EtlSettings } from '../shape/etl-settings.ts'
import { labelShift } from '../shape/sample-label.ts'
import type { Bins } from './aggregate.ts'
import type { SettledColumn } from './settle-column.ts'

/** Bins without those in which rows of one time differ. */
export interface ClearBins {
  readonly bins: Bins
  /** By variable: the values that each bin has in the Source, those that differ too. */
  readonly found: ReadonlyMap<string, Float64Array>
  /** By variable: how many bins were left out. */
  readonly binsLeftOut: ReadonlyMap<string, number>
  /** What was found, by variable. */
  readonly columns: ReadonlyMap<string, SettledColumn>
}

/**
 * Takes the statistics of a variable out of each bin in which its rows conflict, since nothing says
 * which of them is right; none where every row is a sample.
 */
export function leaveOutConflicts(
  bins: Bins,
  columns: ReadonlyMap<string, SettledColumn>,
  settings: Pick<EtlSettings, 'duplicates' | 'periodSeconds' | 'sampleLabel'>,
): ClearBins {
  const counts = new Map(bins.counts)
  const found = new Map(bins.counts)
  const binsLeftOut = new Map<string, number>()
  for (const [variable, { conflicts }] of columns) {
    if (conflicts.length === 0 || settings.duplicates === 'all') continue
    const ofSource = bins.counts.get(variable)!.slice()
    const used = ofSource.slice()
    const left = new Set<number>()
    const first = bins.time[0]! + labelShift(settings.sampleLabel)
    for (const { time, values } of conflicts) {
      const bin = Math.floor((time - first) / (settings.periodSeconds * 1e6))
      ofSource[bin] = ofSource[bin]! + values.length - 1
      used[bin] = 0
      left.add(bin)
    }
    for (const { key, values } of bins.signals) {
      if (key.variable === variable) for (const bin of left) values[bin] = NaN
    }
    counts.set(variable, used)
    found.set(variable, ofSource)
    binsLeftOut.set(variable, left.size)
  }
  return { bins: { ...bins, counts }, found, binsLeftOut, columns }
}
