import { fingerprintColumns } from '../../frame/postgres/fingerprint.ts'
import type { Frame } from '../../frame/frame.ts'
import type { Extract } from '../extract/extract.ts'
import type { DayToMeasure } from '../plan/closed-day.ts'
import type { EtlSettings } from '../shape/etl-settings.ts'
import { labelShift } from '../shape/sample-label.ts'
import { findKinds } from '../shape/find-kinds.ts'
import { signalKeys } from '../shape/signal-keys.ts'
import type { Kinds } from '../../signal/kind.ts'
import type { Scope } from '../shape/work.ts'
import { aggregate } from './aggregate.ts'
import type { Bins } from './aggregate.ts'
import { clearOutOfRange } from './clear-out-of-range.ts'
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
  readonly samples: ReadonlyMap<string, SampleFacts>
}

/** Aggregates one day's rows, which are all that the Source has of it. */
export function measureDay(
  { frame: rows, units }: Extract,
  day: DayToMeasure,
  settings: EtlSettings,
  scope: Scope,
): MeasuredDay {
  const { frame, outOfRange } = clearOutOfRange(toBinTime(rows, settings), settings.ranges)
  const kinds = findKinds(settings, scope, units)
  const aggregation = { ...settings, kinds }
  const bins = aggregate(frame, day.interval, aggregation, signalKeys(settings, scope, kinds))
  return {
    ...day,
    units,
    kinds,
    sourceRows: rows.time.length,
    fingerprints: fingerprintColumns(rows),
    bins,
    samples: countSamples(frame, bins, outOfRange, aggregation),
  }
}

/** The rows with times such that a sample belongs to the bin that its time falls in. */
function toBinTime(rows: Frame, { sampleLabel }: EtlSettings): Frame {
  const shift = labelShift(sampleLabel)
  return shift === 0 ? rows : { ...rows, time: rows.time.map((instant) => instant - shift) }
}
