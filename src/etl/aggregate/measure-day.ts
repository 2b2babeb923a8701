import type { Frame } from '../../frame/frame.ts'
import type { Extract } from '../extract/extract.ts'
import type { DayToMeasure } from '../plan/closed-day.ts'
import type { EtlSettings } from '../shape/etl-settings.ts'
import { labelShift } from '../shape/sample-label.ts'
import { findKinds } from '../shape/find-kinds.ts'
import { signalKeys } from '../shape/signal-keys.ts'
import type { Kinds } from '../../signal/kind.ts'
import type { Scope } from '../shape/work.ts'
import type { Instant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import { isZone } from '../../time/zone.ts'
import { aggregate } from './aggregate.ts'
import type { Bins } from './aggregate.ts'
import { clearDoubtfulTimes } from './clear-doubtful-times.ts'
import type { DoubtfulTimes } from './clear-doubtful-times.ts'
import { clearOutOfRange } from './clear-out-of-range.ts'
import { countReasons } from './count-reasons.ts'
import type { AskForRowKeys } from './refuse-rows.ts'
import { fingerprintRows } from './fingerprint-rows.ts'
import { findRuns } from './repeated-rows.ts'
import { countSamples } from './sample-facts.ts'
import type { SampleFacts } from './sample-facts.ts'

/** One day's statistics, and what they were made of. */
export interface MeasuredDay extends DayToMeasure {
  readonly units: ReadonlyMap<string, string>
  readonly kinds: Kinds
  readonly sourceRows: number
  /** By variable: what `/inventory` says of just these rows. */
  readonly fingerprints: ReadonlyMap<string, string>
  readonly bins: Bins
  /** By variable: the samples that the Source has of each bin, those that the statistics leave out too. */
  readonly found: ReadonlyMap<string, Float64Array>
  readonly samples: ReadonlyMap<string, SampleFacts>
  /** What was assumed or left out, in words. */
  readonly remarks: readonly string[]
}

/**
 * Aggregates one day's rows, which are all that the Source has of it. Throws `conflicting-rows` where
 * rows of one time differ in a way that the settings do not allow.
 */
export async function measureDay(
  { frame: rows, units, clock, ...order }: Omit<Extract, 'remarks'>,
  day: DayToMeasure,
  settings: EtlSettings,
  scope: Scope,
  askForRowKeys: AskForRowKeys = noRowKeys,
): Promise<Omit<MeasuredDay, 'remarks'> & { readonly doubtful: readonly DoubtfulTimes[] }> {
  const kinds = findKinds(settings, scope, units)
  const aggregation = { ...settings, kinds }
  const runs = findRuns(rows.time)
  // Loaded on demand: rows of equal time are rare.
  const repeats = runs.length === 0 ? undefined : await import('./settle-rows.ts')
  const settled = await repeats?.settleRows(rows, runs, settings, askForRowKeys)
  const cleared = settled ?? clearOutOfRange(rows, settings.ranges)
  const { frame, doubtful, ambiguous, byBin } = clearDoubtfulTimes(
    toBinTime(cleared.frame, settings),
    day.interval.start,
    settings.periodSeconds,
    await otherTimes(rows, clock, settings),
  )
  const bins = aggregate(frame, day.interval, aggregation, signalKeys(settings, scope, kinds))
  const clear = settled && repeats?.leaveOutConflicts(bins, settled.columns, settings)
  const samples = countSamples(
    frame,
    bins,
    { outOfRange: cleared.outOfRange, ambiguous: ambiguous },
    aggregation,
    countReasons(rows, shifted(day.interval, labelShift(settings.sampleLabel))),
    clear,
  )
  if (settings.duplicates === 'refuse') {
    const { refuseExcess } = await import('./refuse-rows.ts')
    refuseExcess(samples, settings, day.day)
  }
  return {
    ...day,
    units,
    kinds,
    sourceRows: rows.time.length,
    fingerprints: fingerprintRows(rows, runs, order),
    bins: clear?.bins ?? bins,
    found: addLeftOut(clear?.found ?? bins.counts, byBin),
    samples,
    doubtful,
  }
}

/** What gives the other instant of a time that the Source's clock showed twice; times are those of bins. */
async function otherTimes(
  { reasons }: Frame,
  clock: string | undefined,
  { sampleLabel }: EtlSettings,
): Promise<(time: Instant) => Instant | undefined> {
  if (reasons === undefined || clock === undefined || !isZone(clock)) return () => undefined
  // Loaded on demand: most clocks are never changed.
  const { otherReading } = await import('../../time/other-reading.ts')
  return (time) => otherReading(clock, time, labelShift(sampleLabel))
}

const noRowKeys: AskForRowKeys = () => Promise.resolve([])

/** The samples of each bin, with those that were left out of it for a doubtful time. */
function addLeftOut(
  counts: ReadonlyMap<string, Float64Array>,
  byBin: ReadonlyMap<string, ReadonlyMap<number, number>>,
): ReadonlyMap<string, Float64Array> {
  if (byBin.size === 0) return counts
  return new Map(
    [...counts].map(([variable, ofBins]) => {
      const left = byBin.get(variable)
      return [variable, ofBins.map((count, bin) => count + (left?.get(bin) ?? 0))]
    }),
  )
}

/** When the rows of an interval's bins are stamped. */
function shifted({ start, end }: Interval, shift: number): Interval {
  return { start: start + shift, end: end + shift }
}

/** The rows with times such that a sample belongs to the bin that its time falls in. */
function toBinTime(rows: Frame, { sampleLabel }: EtlSettings): Frame {
  const shift = labelShift(sampleLabel)
  return shift === 0 ? rows : { ...rows, time: rows.time.map((instant) => instant - shift) }
}
