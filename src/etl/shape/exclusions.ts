import type { Interval } from '../../time/interval.ts'
import { dayInterval } from '../../time/day.ts'
import type { Day } from '../../time/day.ts'
import { clipIntervals, mergeIntervals } from '../../time/merge-intervals.ts'
import type { ExcludedInterval } from '../../target/load/read-in-force.ts'
import type { Excluded } from './excluded.ts'
import type { EtlSettings } from './etl-settings.ts'

/** The settings of an asset, with what is excluded of it; the same object where that is nothing. */
export function withExclusions(
  given: EtlSettings,
  asset: string,
  excluded: readonly ExcludedInterval[],
): EtlSettings {
  const settings = given.exclusions?.without ?? given
  const byVariable = new Map<string, Interval[]>()
  for (const { variable, window, ...of } of excluded) {
    if (of.asset !== asset) continue
    byVariable.set(variable, mergeIntervals([...(byVariable.get(variable) ?? []), window]))
  }
  if (byVariable.size === 0) return settings
  return { ...settings, exclusions: { byVariable, without: settings } }
}

/** What is excluded of a day, and of what leads into it: by variable, none where nothing is. */
export function excludedOn(
  { exclusions, leads, timeZone }: EtlSettings,
  day: Day,
): Excluded | undefined {
  if (exclusions === undefined) return undefined
  const { start, end } = dayInterval(day, timeZone)
  const found = new Map<string, readonly Interval[]>()
  for (const [variable, intervals] of exclusions.byVariable) {
    const lead = (leads?.get(variable) ?? 0) * 1e6
    const own = clipIntervals(intervals, { start: start - lead, end })
    if (own.length > 0) found.set(variable, own)
  }
  return found.size === 0 ? undefined : found
}

/** The settings of a day as they would be if nothing of it were excluded. */
export function withoutExcluded(settings: EtlSettings): EtlSettings {
  const { excluded, ...plain } = settings
  return excluded === undefined ? settings : plain
}
