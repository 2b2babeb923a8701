import { joinArrays } from '../../../frame/frame.ts'
import { fingerprintOwnRows } from '../../../frame/postgres/fingerprint.ts'
import { circleOf, isMeasure } from '../../../signal/kind.ts'
import type { Kinds } from '../../../signal/kind.ts'
import type { ValidRange } from '../../../signal/valid-range.ts'
import type { Hold, Holds } from '../../../signal/hold.ts'
import type { Instant } from '../../../time/instant.ts'
import type { Interval } from '../../../time/interval.ts'
import type { EtlSettings } from '../../shape/etl-settings.ts'
import { clipIntervals } from '../../../time/merge-intervals.ts'
import { binStarts } from '../bin-edges.ts'
import type { BinClasses } from '../bin-classes.ts'
import type { BinStatistics } from '../kinds/bin-statistics.ts'
import { refuseConflicts } from '../refuse-rows.ts'
import type { AskForRowKeys } from '../refuse-rows.ts'
import { superseded, withoutZeros } from '../sample-facts.ts'
import type { SampleFacts } from '../sample-facts.ts'
import { aggregateHeld } from './aggregate-held.ts'
import { classifyHeld } from './classify-held.ts'
import { cutSpans, withoutExcluded } from './cut-spans.ts'
import { findChanges } from './find-changes.ts'
import { known } from './known.ts'
import type { FoundChanges } from './find-changes.ts'
import type { HeldBins } from './held-bins.ts'
import { holdValues, lengthOf } from './hold-values.ts'
import type { Spans } from './hold-values.ts'
import { ownRows } from './own-rows.ts'
import type { DayRows, OwnRows } from './own-rows.ts'

/** A day of one variable whose values come on change. */
export interface HeldVariable {
  /** NaN in bins in which too little is known. */
  readonly statistics: BinStatistics
  /** Seconds of each bin in which a value held; whole ones. */
  readonly seconds: Float64Array
  readonly classes: BinClasses
  readonly facts: SampleFacts
  /** What was found of a state or counter, in words. */
  readonly notes: readonly string[]
  /** What `/inventory?carry=true` says of just these rows. */
  readonly fingerprint: string
}

/** What is to be known beside the rows. */
export interface HeldOptions {
  readonly interval: Interval
  readonly settings: EtlSettings
  readonly kinds: Kinds
  /** Whether a reason is part of what a variable's row says. */
  readonly hasOwnRows: boolean
  readonly askForRowKeys: AskForRowKeys
  /** The other instant that a doubtful time may be. */
  readonly otherTime: (time: Instant) => Instant | undefined
}

/** So few times that differ are no rule, in whatever part of the times they are. */
const fewestThatRule = 3

/**
 * A day of each variable whose values come on change. Throws `conflicting-rows` where values of one time differ as a
 * rule, or at all where the settings do not allow that.
 */
export async function measureHeld(
  rows: DayRows,
  holds: Holds,
  options: HeldOptions,
): Promise<ReadonlyMap<string, HeldVariable>> {
  const measured = new Map<string, HeldVariable>()
  for (const [variable, hold] of holds) {
    measured.set(variable, await measureOne(rows, variable, hold, options))
  }
  return measured
}

async function measureOne(
  rows: DayRows,
  variable: string,
  hold: Hold,
  { interval, settings, kinds, hasOwnRows, askForRowKeys, otherTime }: HeldOptions,
): Promise<HeldVariable> {
  const { carried, ofDay } = ownRows(rows, variable, hold)
  const { duplicates, ranges, periodSeconds, minimumCoverage } = settings
  const find = (own: OwnRows) => findChanges(own, ranges.get(variable), duplicates, otherTime)
  const [before, found] = [find(carried), find(ofDay)]
  const { time, values } = ofDay
  const differing = duplicates === 'all' ? 'default' : duplicates
  const ofVariable = { time, columns: new Map([[variable, values]]) }
  const columns = new Map([[variable, found.settled]])
  await refuseConflicts(ofVariable, columns, differing, askForRowKeys, fewestThatRule)
  const changes = join(before, found)
  const excluded = settings.excluded?.get(variable) ?? []
  const spans = cutSpans(holdValues(changes, interval, hold), excluded)
  const counted = { ...found, changes: withoutExcluded(found.changes, excluded) }
  const edges = joinArrays([binStarts(interval, periodSeconds), Float64Array.of(interval.end)])
  const kind = kinds.get(variable)?.kind ?? 'scalar'
  const made = isMeasure(kind)
    ? ofMeasure(spans, edges, circleOf(kind), counted)
    : // Loaded on demand: most variables are measured.
      (await import('./aggregate-held-kinds.ts')).aggregateHeldKind(kind, {
        variable,
        spans,
        edges,
        before: withoutExcluded(before.changes, excluded),
        changes: counted.changes,
        rollover: settings.rollovers.get(variable),
      })
  const { statistics, covered } = made
  const needed = kind === 'counter' ? 0 : minimumCoverage * periodSeconds * 1e6
  for (let bin = 0; bin < covered.length; bin++) {
    if (covered[bin] === 0 || covered[bin]! < needed) clearBin(statistics, bin)
  }
  return {
    statistics,
    seconds: covered.map((length) => Math.floor(length / 1e6)),
    classes: classifyHeld(changes, edges, hold, excluded),
    facts: {
      ...factsOf(before, found, spans, interval, edges, excluded),
      ...made.facts,
    },
    notes: made.notes ?? [],
    fingerprint: fingerprintOf([carried, ofDay], hasOwnRows),
  }
}

/** Of an angle (`circle`) without extremes. */
function ofMeasure(
  spans: Spans,
  edges: Float64Array,
  circle: ValidRange | undefined,
  found: FoundChanges,
): HeldBins {
  const { statistics, covered } = aggregateHeld(spans, edges, circle)
  countChanges(statistics.count, found, edges)
  return { statistics, covered }
}

function fingerprintOf(parts: readonly OwnRows[], hasOwnRows: boolean): string {
  const sums = parts.map(({ time, values, reasons, places }) => {
    const [name, columns] = ['', new Map([['', values]])]
    const own = hasOwnRows
      ? { time, columns, reasons: new Map([[name, reasons]]) }
      : { time, columns }
    const found = fingerprintOwnRows(own, places === undefined ? undefined : () => places)
    return BigInt(found.get(name)!)
  })
  return String(sums.reduce((sum, part) => sum + part, 0n))
}

/** What is known from before the day, and then what is of it: the first change of the day ends the former. */
function join(before: FoundChanges, found: FoundChanges): FoundChanges['changes'] {
  const [a, b] = [before.changes, found.changes]
  return {
    time: joinArrays([a.time, b.time]),
    values: joinArrays([a.values, b.values]),
    what: joinBytes(a.what, b.what),
    classes: joinBytes(a.classes, b.classes),
  }
}

function joinBytes(first: Uint8Array, second: Uint8Array): Uint8Array {
  const joined = new Uint8Array(first.length + second.length)
  joined.set(first)
  joined.set(second, first.length)
  return joined
}

/** Changes to a value, bin by bin. */
function countChanges(count: Float64Array, { changes }: FoundChanges, edges: Float64Array): void {
  let bin = 0
  for (let row = 0; row < changes.time.length; row++) {
    while (bin < count.length && changes.time[row]! >= edges[bin + 1]!) bin++
    if (bin < count.length && changes.what[row] === known.value) count[bin]!++
  }
}

function clearBin(statistics: BinStatistics, bin: number): void {
  for (const values of Object.values(statistics)) if (values !== undefined) values[bin] = NaN
}

/** In seconds what is of time; samples are those of the day. */
function factsOf(
  before: FoundChanges,
  { changes, settled, outOfRange, doubtful }: FoundChanges,
  spans: Spans,
  interval: Interval,
  edges: Float64Array,
  excluded: readonly Interval[],
): SampleFacts {
  const seconds = (length: number) => Math.round(length / 1e6)
  const expected = (interval.end - interval.start) / 1e6
  const valid = lengthOf(spans, known.value)
  const unusable = [known.outOfRange, known.conflict, known.doubt]
    .map((what) => lengthOf(spans, what))
    .reduce((sum, length) => sum + length, 0)
  const out = clipIntervals(excluded, interval).reduce((sum, of) => sum + of.end - of.start, 0)
  const first = changes.time[0] ?? interval.end
  const isHeld = before.changes.what.includes(known.value)
  return {
    sampling: 'on-change',
    expected,
    // Of a value that holds for less than half a second there is one all the same.
    valid: valid > 0 ? Math.max(1, seconds(valid)) : 0,
    missing: seconds(interval.end - interval.start - valid - unusable - out),
    outOfRange,
    ambiguous: doubtful,
    coverage: expected === 0 ? 0 : valid / 1e6 / expected,
    ...withoutZeros({
      duplicates: settled.duplicates + superseded(settled),
      superseded: superseded(settled),
      conflicts: settled.conflicts.reduce((sum, { values }) => sum + values.length, 0),
      binsLeftOut: countBins(spans, known.conflict, edges),
      excess: 0,
      excluded: seconds(out),
      excludedValues: out > 0 ? settled.values.filter(Number.isFinite).length : 0,
      heldRows: before.settled.values.filter(Number.isFinite).length,
      heldSeconds: isHeld
        ? seconds(Math.max(0, Math.min(first, spans.end[0] ?? first) - interval.start))
        : 0,
    }),
  }
}

/** Bins that something is known of in a part of them at least. */
function countBins({ start, end, what }: Spans, of: number, edges: Float64Array): number {
  const bins = new Set<number>()
  for (let span = 0; span < start.length; span++) {
    if (what[span] !== of) continue
    for (let bin = 0; bin < edges.length - 1; bin++) {
      if (start[span]! < edges[bin + 1]! && end[span]! > edges[bin]!) bins.add(bin)
    }
  }
  return bins.size
}
