import { concatFrames, sliceFrame } from '../../frame/frame.ts'
import type { Frame } from '../../frame/frame.ts'
import { joinFrames } from '../../frame/join-frames.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import { freshMilliseconds } from './moments.ts'
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
  /** Reads what is lacking. */
  fill(series: Series, holding: Holding): Promise<void>
  /** The bins of an interval, of months that are all held. */
  rows(series: Series, holding: Holding, interval: Interval): Frame
  readonly heldBytes: () => number
}

interface Held {
  /** By start. */
  readonly months: Map<number, StampedMonth>
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

  async function readLacking(series: Series, lacking: readonly StampedMonth[]): Promise<void> {
    const read = new Map<number, Frame>()
    for (const run of runsOf(lacking)) {
      const frame = await readFrame(target, series, { start: run[0]!.start, end: run.at(-1)!.end })
      for (const { start, end } of run) read.set(start, cut(frame, start, end))
    }
    keep(of(series), lacking, read)
  }

  function keep(
    own: Held,
    months: readonly StampedMonth[],
    read: ReadonlyMap<number, Frame>,
  ): void {
    for (const month of months) own.months.set(month.start, month)
    const all = [...own.months.values()].sort((a, b) => a.start - b.start)
    const parts = all.map(({ start, end }) => read.get(start) ?? cut(own.rows, start, end))
    own.rows = concatFrames(parts, keptStatistics)
  }

  function dropOldest(spare: string): void {
    for (const [key, { rows }] of held) {
      if (heldBytes() <= mostBytes) return
      if (key !== spare && rows.time.length > 0) held.delete(key)
    }
  }

  const heldBytes = () => [...held.values()].reduce((sum, { rows }) => sum + bytesOf(rows), 0)

  return {
    look: async (series, interval, isHeldEnough = false) => {
      const seen = isHeldEnough ? seenOf(series, interval) : undefined
      if (seen !== undefined) return { months: seen, lacking: lackingOf(series, seen) }
      const at = now()
      const months = await readStamps(target, series, interval)
      of(series).looked = { at, interval, months }
      return { months, lacking: lackingOf(series, months) }
    },
    forgetLooks: () => {
      for (const own of held.values()) delete own.looked
    },
    fill: async (series, { months }) => {
      const key = keyOf(series)
      await reading.get(key)?.catch(() => undefined)
      const lacking = lackingOf(series, months)
      if (lacking.length === 0) return
      const begun = readLacking(series, lacking)
      reading.set(key, begun)
      try {
        await begun
      } finally {
        if (reading.get(key) === begun) reading.delete(key)
      }
      dropOldest(key)
    },
    rows: (series, { months }, { start, end }) => {
      const own = of(series)
      const shown = (from: number, to: number) =>
        cut(own.rows, Math.max(start, from), Math.min(end, to))
      const there = months.filter((month) => own.months.has(month.start))
      const [first, last] = [there[0], there.at(-1)]
      if (first === undefined) return noRows
      // A month that is held and not asked for has no partition any more: its bins are not the Target's.
      const within = [...own.months.keys()].filter((at) => at >= first.start && at < last!.end)
      if (within.length === there.length) return shown(first.start, last!.end)
      return concatFrames(
        there.map((month) => shown(month.start, month.end)),
        keptStatistics,
      )
    },
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

function bytesOf(frame: Frame): number {
  return frame.time.length * 8 * (1 + keptStatistics.length)
}

/** Months that are read at a time: the answers for ten years, and what is made of them, would take 60 MB more. */
const mostMonthsAtOnce = 12

/** Months that follow one another. */
function runsOf(months: readonly StampedMonth[]): StampedMonth[][] {
  const runs: StampedMonth[][] = []
  for (const month of months) {
    const last = runs.at(-1)
    if (last !== undefined && last.length < mostMonthsAtOnce && last.at(-1)!.end === month.start) {
      last.push(month)
    } else runs.push([month])
  }
  return runs
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
async function readFrame(target: TargetReader, { ids }: Series, span: Interval): Promise<Frame> {
  const series = await Promise.all(
    keptStatistics.map(async (name) => {
      const id = ids[name]
      if (id === undefined) return [name, none] as const
      const { time, columns } = await target.frame(
        'reading bins',
        `select "timestamp", value from data where signal_id = ${id}
           and "timestamp" >= '${formatInstant(span.start, 6)}'
           and "timestamp" < '${formatInstant(span.end, 6)}'
         order by "timestamp"`,
        ['value'],
      )
      return [name, { time, values: columns.get('value')! }] as const
    }),
  )
  return joinFrames(new Map(series))
}

const none = { time: new Float64Array(0), values: new Float64Array(0) }
