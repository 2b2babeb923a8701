import { createFrameBuilder } from '../../frame/frame-builder.ts'
import { concatFrames, sliceFrame } from '../../frame/frame.ts'
import type { Frame } from '../../frame/frame.ts'
import { joinFrames } from '../../frame/join-frames.ts'
import type { Interval } from '../../time/interval.ts'
import { freshMilliseconds } from './moments.ts'
import { drawnIds } from './drawn-ids.ts'
import { readPacked } from './read-packed.ts'
import type { Rooms } from './read-packed.ts'
import { runsOf } from './runs-of.ts'
import { readStamps } from './read-stamps.ts'
import type { StampedMonth } from './read-stamps.ts'
import type { Series } from './series.ts'
import type { TargetReader } from './target-reader.ts'

/** The statistics that are kept: those that a chart's rows are chosen by, and its line. */
export const keptStatistics = ['mean', 'min', 'max'] as const

/** What the store has of an interval of a series, and what it would have to read. */
export interface Holding {
  readonly months: readonly StampedMonth[]
  readonly lacking: readonly StampedMonth[]
}

/** Bins of series by UTC months, as long as they are what the Target has: for zooming without asking it again. */
export interface SeriesStore {
  /** Asks the Target what has changed; with `isHeldEnough`, only where it has not been asked within a moment. */
  look(series: Series, interval: Interval, isHeldEnough?: boolean): Promise<Holding>
  /** Something has changed: the Target is asked again, whatever is enough. */
  readonly forgetLooks: () => void
  /** Reads what is lacking; `giveWay` may throw before each year, and then all is as it was. */
  fill(series: Series, holding: Holding, giveWay?: () => void): Promise<void>
  /** Reads what is lacking, and gives the bins of an interval. */
  read(series: Series, holding: Holding, interval: Interval): Promise<Frame>
  /** The bins of an interval; undefined where a month of them is not held, or not any more. */
  rows(series: Series, holding: Holding, interval: Interval): Frame | undefined
  /** Whether all of these months would be kept: what nobody waits for is not read otherwise. */
  readonly hasRoomFor: (series: Series, holding: Holding) => boolean
  readonly heldBytes: () => number
}

interface Held {
  /** By start. */
  months: ReadonlyMap<number, StampedMonth>
  /** The bins of all these months in one frame: a part of it is a view, where months of their own would be copied. */
  rows: Frame
  /** What the Target was asked last. */
  looked?: Look
}

interface Look {
  readonly at: number
  readonly interval: Interval
  readonly months: readonly StampedMonth[]
}

/** The most that is kept: two variables of ten years, 17 MB each. */
const usualBytes = 36 * 1024 * 1024

export function createSeriesStore(
  target: TargetReader,
  mostBytes = usualBytes,
  /** Milliseconds of a clock that never goes back. */
  now = () => performance.now(),
): SeriesStore {
  /** By series, the one that was looked at last at the end. */
  const held = new Map<string, Held>()
  /** One reading a series at a time: two charts of it need not read it twice. */
  const reading = new Map<string, Promise<void>>()
  /** How often looks were forgotten. */
  let forgotten = 0

  function of(series: Series): Held {
    const key = keyOf(series)
    const found = held.get(key) ?? { months: new Map(), rows: noRows }
    held.delete(key)
    held.set(key, found)
    return found
  }

  function lackingOf(series: Series, months: readonly StampedMonth[]): StampedMonth[] {
    const { months: kept } = of(series)
    return months.filter(({ start, stamp }) => kept.get(start)?.stamp !== stamp)
  }

  /** The months of an interval as they were a moment ago. */
  function seenOf(series: Series, { start, end }: Interval): StampedMonth[] | undefined {
    const { looked } = of(series)
    if (looked === undefined || now() - looked.at > freshMilliseconds) return undefined
    if (start < looked.interval.start || end > looked.interval.end) return undefined
    return looked.months.filter((month) => month.start < end && month.end > start)
  }

  /** One frame after the other is put in its place: all of ten years at once would take twice the room. */
  async function readLacking(
    series: Series,
    lacking: readonly StampedMonth[],
    giveWay: () => void,
  ): Promise<void> {
    const own = of(series)
    const step = series.periodSeconds * 1e6
    const months = new Map(own.months)
    for (const month of lacking) months.set(month.start, month)
    const all = [...months.values()].sort((a, b) => a.start - b.start)
    const isLacking = new Set(lacking)
    const room = Math.ceil(binsOf(series, lacking)) + own.rows.time.length
    const builder = createFrameBuilder(keptStatistics, room)
    const rooms: Rooms = []
    for (const run of runsOf(all, (month) => isLacking.has(month), step)) {
      const span = { start: run[0]!.start, end: run.at(-1)!.end }
      const isHeld = !isLacking.has(run[0]!)
      if (!isHeld) giveWay()
      builder.append(
        isHeld ? cut(own.rows, span.start, span.end) : await readFrame(target, series, span, rooms),
      )
    }
    own.rows = builder.take()
    own.months = months
  }

  function dropOldest(spare: string): void {
    for (const [key, { rows }] of held) {
      if (heldBytes() <= mostBytes) return
      // What is read just now is of use to somebody, who would find nothing.
      if (key !== spare && !reading.has(key) && rows.time.length > 0) held.delete(key)
    }
  }

  const heldBytes = () => [...held.values()].reduce((sum, { rows }) => sum + bytesOf(rows), 0)

  /** `take` is called as soon as all is held, before anything else may be done with it. */
  async function fillThen<T>(
    series: Series,
    { months }: Holding,
    giveWay: () => void,
    take: () => T,
  ): Promise<T> {
    const key = keyOf(series)
    for (let before = reading.get(key); before !== undefined; before = reading.get(key)) {
      await before.catch(() => undefined)
    }
    const lacking = lackingOf(series, months)
    if (lacking.length === 0) return take()
    const begun = readLacking(series, lacking, giveWay)
    reading.set(key, begun)
    try {
      await begun
    } finally {
      reading.delete(key)
    }
    dropOldest(key)
    return take()
  }

  function rowsOf(
    series: Series,
    months: readonly StampedMonth[],
    { start, end }: Interval,
  ): Frame {
    const own = of(series)
    const shown = (from: number, to: number) =>
      cut(own.rows, Math.max(start, from), Math.min(end, to))
    const [first, last] = [months[0], months.at(-1)]
    if (first === undefined) return noRows
    // A month that is held and not asked for has no partition any more: its bins are not the Target's.
    const within = [...own.months.keys()].filter((at) => at >= first.start && at < last!.end)
    if (within.length === months.length) return shown(first.start, last!.end)
    return concatFrames(
      months.map((month) => shown(month.start, month.end)),
      keptStatistics,
    )
  }

  return {
    look: async (series, interval, isHeldEnough = false) => {
      const seen = isHeldEnough ? seenOf(series, interval) : undefined
      if (seen !== undefined) return { months: seen, lacking: lackingOf(series, seen) }
      const [at, round] = [now(), forgotten]
      const months = await readStamps(target, series, interval)
      const own = of(series)
      // What was asked before a change, or before what is known by now, may be answered after it.
      if (round === forgotten && at >= (own.looked?.at ?? at)) own.looked = { at, interval, months }
      return { months, lacking: lackingOf(series, months) }
    },
    forgetLooks: () => {
      forgotten++
      for (const own of held.values()) delete own.looked
    },
    fill: (series, holding, giveWay = () => undefined) =>
      fillThen(series, holding, giveWay, () => undefined),
    read: (series, holding, interval) =>
      fillThen(
        series,
        holding,
        () => undefined,
        () => rowsOf(series, holding.months, interval),
      ),
    rows: (series, { months }, interval) =>
      lackingOf(series, months).length === 0 ? rowsOf(series, months, interval) : undefined,
    hasRoomFor: (series, { months }) => binsOf(series, months) * bytesABin <= mostBytes,
    heldBytes,
  }
}

const noRows: Frame = {
  time: new Float64Array(0),
  columns: new Map(keptStatistics.map((name) => [name, new Float64Array(0)])),
}

function keyOf({ asset, variable, periodSeconds }: Series): string {
  return JSON.stringify([asset, variable, periodSeconds])
}

/** How many bins months have at the most, where they are as far apart as they should be. */
export function binsOf({ periodSeconds }: Series, months: readonly Interval[]): number {
  return months.reduce((sum, { start, end }) => sum + (end - start) / (periodSeconds * 1e6), 0)
}

const bytesABin = 8 * (1 + keptStatistics.length)

function bytesOf(frame: Frame): number {
  return frame.time.length * bytesABin
}

/** The rows of a frame whose times are in [start, end). */
function cut(frame: Frame, start: number, end: number): Frame {
  return sliceFrame(frame, lowerBound(frame.time, start), lowerBound(frame.time, end))
}

/** Where the first time is that is not before the instant. */
function lowerBound(time: Float64Array, instant: number): number {
  let [from, to] = [0, time.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if (time[middle]! < instant) from = middle + 1
    else to = middle
  }
  return from
}

/** Each statistic on a connection of its own: the server sends them side by side. */
async function readFrame(
  target: TargetReader,
  of: Series,
  span: Interval,
  rooms: Rooms,
): Promise<Frame> {
  const ids = drawnIds(of)
  const series = await Promise.all(
    keptStatistics.map(async (name) => {
      const id = ids[name]
      return [name, id === undefined ? none : await readPacked(target, id, span, rooms)] as const
    }),
  )
  return joinFrames(new Map(series))
}

const none = { time: new Float64Array(0), values: new Float64Array(0) }
