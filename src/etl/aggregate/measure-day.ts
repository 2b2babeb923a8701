import { sliceFrame } from '../../frame/frame.ts'
import type { Frame } from '../../frame/frame.ts'
import { pickColumns } from '../../frame/pick-columns.ts'
import type { Extract } from '../extract/extract.ts'
import type { Holds } from '../../signal/hold.ts'
import type { DayToMeasure } from '../plan/closed-day.ts'
import type { EtlSettings } from '../shape/etl-settings.ts'
import { joinFingerprints } from '../shape/join-fingerprints.ts'
import type { Leads } from '../shape/leads.ts'
import type { Minutes } from '../shape/minute-parts.ts'
import { labelShift } from '../shape/sample-label.ts'
import { findKinds } from '../shape/find-kinds.ts'
import { signalKeys } from '../shape/signal-keys.ts'
import { isMeasure } from '../../signal/kind.ts'
import type { Kinds } from '../../signal/kind.ts'
import type { SignalKey } from '../../signal/signal-name.ts'
import type { Scope } from '../shape/work.ts'
import type { Instant } from '../../time/instant.ts'
import { shiftInterval } from '../../time/interval.ts'
import { isZone } from '../../time/zone.ts'
import { aggregate, expectedSamples } from './aggregate.ts'
import { findEdges } from './bin-edges.ts'
import { classifySamples } from './classify-samples.ts'
import { clearDoubtfulTimes } from './clear-doubtful-times.ts'
import { clearOutOfRange } from './clear-out-of-range.ts'
import { countReasons } from './count-reasons.ts'
import type { MeasuredRows } from './measured-rows.ts'
import type { AskForRowKeys } from './refuse-rows.ts'
import { frozenOfDay } from './frozen/frozen-of-day.ts'
import { addFrozen, leftOutOf } from './frozen/left-out.ts'
import { fingerprintLeads } from './fingerprint-leads.ts'
import { fingerprintRows } from './fingerprint-rows.ts'
import { findRuns } from './repeated-rows.ts'
import { countSamples } from './sample-facts.ts'
import { clearMarked } from './clear-marked.ts'
import type { SampleMarks } from './sample-marks.ts'
import type { SampleFacts } from './sample-facts.ts'
import type * as SpecialKinds from './kinds/special.ts'
import type { SpecialRows } from './kinds/special.ts'

/** One day's statistics, and what they were made of. */
export interface MeasuredDay extends DayToMeasure, Omit<MeasuredRows, 'doubtful' | 'notes'> {
  readonly units: ReadonlyMap<string, string>
  readonly kinds: Kinds
  readonly sourceRows: number
  /** Whether these are rows of each variable's own. */
  readonly hasOwnRows: boolean
  /** The variables whose values come on change, and how long one holds. */
  readonly holds: Holds
  /** By variable, where the settings want it: what leads into the day, in seconds, and its fingerprint. */
  readonly leads: ReadonlyMap<string, { readonly seconds: number; readonly fingerprint: string }>
  /** The variables whose samples were looked at for frozen ones. */
  readonly judged: ReadonlySet<string>
  /** What was assumed or left out, in words. */
  readonly remarks: readonly string[]
}

/**
 * Aggregates one day's rows, which are all that the Source has of it. Throws `conflicting-rows` where
 * rows of one time differ in a way that the settings do not allow.
 */
export async function measureDay(
  {
    frame,
    from = 0,
    to = frame.time.length,
    units,
    holds = periodicAll,
    clock,
    marks: marked = noMarks,
    ...order
  }: RowsOfDay,
  day: DayToMeasure,
  given: EtlSettings,
  scope: Scope,
  askForRowKeys: AskForRowKeys = noRowKeys,
): Promise<Omit<MeasuredDay, 'remarks'> & Pick<MeasuredRows, 'doubtful' | 'notes'>> {
  const kinds = findKinds(given, scope, units)
  // Loaded on demand: most variables are measured.
  const { minutes } = given
  const isPlain = minutes === undefined && [...kinds.values()].every(({ kind }) => isMeasure(kind))
  const special = isPlain ? undefined : await import('./kinds/special.ts')
  if (minutes !== undefined) special?.refuseMinutes(minutes, kinds, holds)
  const settings = special?.withRangesOfKinds(given, kinds) ?? given
  const rows = sliceFrame(frame, from, to)
  const by =
    settings.excluded && (await import('./by-hand.ts')).byHand(rows, frame, settings, holds)
  const otherTime = await otherTimes(frame, clock, settings)
  const stamped = shiftInterval(day.interval, labelShift(settings.sampleLabel))
  const before = { frame, from, to, start: stamped.start, holds, kinds, order }
  const { rules } = settings.frozen ?? noRules
  const { marks: frozen, judged } = frozenOfDay(before, scope.variables, rules, settings)
  const marks = frozen.size === 0 ? marked : { ...marked, frozen }
  const isPeriodic = (variable: string) => !holds.has(variable)
  const periodic = {
    rows: holds.size === 0 ? rows : pickColumns(rows, isPeriodic),
    keys: signalKeys(settings, { ...scope, variables: scope.variables.filter(isPeriodic) }, kinds),
    kinds,
    order,
    otherTime,
    marks: by === undefined ? marks : { ...marks, excluded: by.marks },
    special,
    before: { frame: by?.before ?? frame, from },
    variables: scope.variables.filter(isPeriodic),
  }
  const measured = await measurePeriodic(periodic, day, settings, askForRowKeys)
  const reasons = countReasons(rows, stamped)
  const leads = fingerprintLeads(before, settings.leads ?? none, scope)
  const withReasons = ({ samples, ...others }: MeasuredRows) => ({
    ...day,
    units,
    kinds,
    holds,
    sourceRows: rows.time.length,
    hasOwnRows: order.hasOwnRows,
    leads,
    judged,
    ...others,
    samples: withFacts(samples, reasons),
  })
  if (holds.size === 0) return withReasons(measured)
  // Loaded on demand: most Sources have samples of minutes.
  const { addHeld } = await import('./held/add-held.ts')
  const all = { frame, from, to, order }
  const options = { interval: day.interval, settings, kinds, askForRowKeys, otherTime }
  const keys = signalKeys(settings, scope, kinds)
  return withReasons(await addHeld(measured, all, holds, keys, options))
}

const noMarks: SampleMarks = {}

const noRules: NonNullable<EtlSettings['frozen']> = { rules: new Map(), changed: new Map() }

const periodicAll: Holds = new Map()

const none: Leads = new Map()

/** A day's rows, those [from, to) of a frame, all if that is left out; before them what leads into it may stand, and what held when that began. */
export interface RowsOfDay extends Pick<
  Extract,
  'frame' | 'units' | 'clock' | 'isOrdered' | 'hasOwnRows'
> {
  /** Without it every variable is periodic. */
  readonly holds?: Holds
  readonly from?: number
  readonly to?: number
  /** What is known of the rows beside what the Source says; none if that is left out. */
  readonly marks?: SampleMarks
}

interface PeriodicRows {
  readonly special: typeof SpecialKinds | undefined
  readonly before: Pick<SpecialRows, 'frame' | 'from'>
  /** Those that are to become signals; the rows may have others, which tell of their minutes. */
  readonly variables: readonly string[]
  readonly rows: Frame
  readonly keys: readonly SignalKey[]
  readonly kinds: Kinds
  readonly order: Pick<Extract, 'isOrdered' | 'hasOwnRows'>
  readonly otherTime: (time: Instant) => Instant | undefined
  readonly marks: SampleMarks
}

async function measurePeriodic(
  { rows: all, variables, keys, kinds, order, otherTime, marks, special, before }: PeriodicRows,
  day: DayToMeasure,
  settings: EtlSettings,
  askForRowKeys: AskForRowKeys,
): Promise<MeasuredRows> {
  const { minutes } = settings
  const weighed =
    minutes === undefined ? undefined : special?.clearCountless(all, minutes, settings.ranges)
  const rows = weighed?.rows ?? all
  const runs = findRuns(rows.time)
  // Loaded on demand: rows of equal time are rare.
  const repeats = runs.length === 0 ? undefined : await import('./settle-rows.ts')
  const left = leftOutOf(rows, marks, settings.leaveOut)
  const given = clearMarked(clearMarked(rows, marks.excluded), left)
  const settled = await repeats?.settleRows(given, runs, settings, askForRowKeys)
  const cleared = settled ?? clearOutOfRange(given, settings.ranges)
  const { frame, doubtful, ambiguous, byBin } = clearDoubtfulTimes(
    toBinTime(cleared.frame, settings),
    day.interval.start,
    settings.periodSeconds,
    otherTime,
  )
  const made = special?.specialColumns({
    kinds,
    settings,
    start: day.interval.start,
    settled: settled?.columns,
    ...before,
    samples: frame,
    countless: weighed?.counts,
  })
  const aggregation = { ...settings, kinds, special: made?.columns }
  const own = minutes === undefined ? frame : pickColumns(frame, (name) => variables.includes(name))
  const bins = aggregate(own, day.interval, aggregation, keys)
  const ofOwn = settled && new Map([...settled.columns].filter(([name]) => bins.counts.has(name)))
  const clear = ofOwn && repeats?.leaveOutConflicts(bins, ofOwn, settings)
  const samples = countSamples(
    own,
    bins,
    { outOfRange: cleared.outOfRange, ambiguous: ambiguous },
    aggregation,
    clear,
  )
  if (settings.duplicates === 'refuse') {
    const { refuseExcess } = await import('./refuse-rows.ts')
    refuseExcess(samples, settings, day.day)
  }
  const used = (clear?.bins ?? bins).counts
  const classes = await classifySamples(
    {
      rows,
      runs,
      edges: findEdges(frame.time, bins.time, day.interval),
      used,
      outOfRange: cleared.outOfRange,
      settled: settled?.columns,
      doubtful: byBin,
      marks,
      hasOwnRows: order.hasOwnRows,
      perBin: expectedSamples(settings),
    },
    settings,
  )
  const byHand = marks.excluded && (await import('./count-excluded.ts'))
  const withMarked = (of: ReadonlyMap<string, SampleFacts>) =>
    addFrozen(
      byHand?.countExcluded(of, classes, rows, marks.excluded!) ?? of,
      classes,
      settings.leaveOut,
    )
  return {
    fingerprints: withMinutes(fingerprintRows(all, runs, order), variables, minutes),
    bins: clear?.bins ?? bins,
    found: addLeftOut(clear?.found ?? bins.counts, byBin),
    classes,
    samples: withMarked(made === undefined ? samples : withFacts(samples, made.facts)),
    doubtful,
    ...(made !== undefined && { notes: made.notes }),
  }
}

/** Fingerprints of the variables that become signals, each with that of what tells of its minutes. */
function withMinutes(
  fingerprints: ReadonlyMap<string, string>,
  variables: readonly string[],
  minutes: Minutes | undefined,
): ReadonlyMap<string, string> {
  if (minutes === undefined) return fingerprints
  return new Map(
    variables.map((name) => [
      name,
      joinFingerprints(minutes, name, (one) => fingerprints.get(one)!),
    ]),
  )
}

function withFacts(
  samples: ReadonlyMap<string, SampleFacts>,
  more: ReadonlyMap<string, Partial<SampleFacts>>,
): Map<string, SampleFacts> {
  return new Map([...samples].map(([name, of]) => [name, { ...of, ...more.get(name) }]))
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

/** The rows with times such that a sample belongs to the bin that its time falls in. */
function toBinTime(rows: Frame, { sampleLabel }: EtlSettings): Frame {
  const shift = labelShift(sampleLabel)
  return shift === 0 ? rows : { ...rows, time: rows.time.map((instant) => instant - shift) }
}
