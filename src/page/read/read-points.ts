import type { Frame } from '../../frame/frame.ts'
import { gap, thinRows } from '../../frame/thin-rows.ts'
import { circleOf } from '../../signal/kind.ts'
import type { Interval } from '../../time/interval.ts'
import { drawnIds } from './drawn-ids.ts'
import { readExtremes } from './read-extremes.ts'
import { addDeviation, readRowsAt } from './read-rows-at.ts'
import type { Series } from './series.ts'
import { binsOf } from './series-store.ts'
import type { SeriesStore } from './series-store.ts'
import type { TargetReader } from './target-reader.ts'

/** The columns of every answer, beside the time. */
export const pointColumns = ['mean', 'min', 'max', 'std'] as const

export interface Points {
  /** Bins as they are in the Target; a row of nulls, at the end of the bin before it, marks a gap. */
  readonly frame: Frame
  /** Whether bins were left out. */
  readonly isThinned: boolean
}

export interface PointsQuery {
  readonly interval: Interval
  /** The most rows. */
  readonly points: number
  /** Whether the standard deviation is wanted: without it its column is empty. */
  readonly withDeviation: boolean
  /** Whether bins as they were a moment ago will do: a wheel turns faster than they change. */
  readonly isHeldEnough?: boolean
}

/** Bins that are read whole into the store before the first answer: a year and a bit takes 100 ms. */
const mostToRead = 60_000

/**
 * The bins of a chart. What the store lacks is read and kept; where that is much, the Target finds the rows itself,
 * which takes half the time, and the store is filled afterwards (`afterwards` is given the work).
 */
export async function readPoints(
  target: TargetReader,
  store: SeriesStore,
  series: Series,
  query: PointsQuery,
  afterwards: (work: () => Promise<void>) => void,
): Promise<Points> {
  const { interval, points, withDeviation, isHeldEnough } = query
  const step = series.periodSeconds * 1e6
  const holding = await store.look(series, interval, isHeldEnough)
  if (binsOf(series, holding.lacking) > mostToRead && isLong(interval, step, points)) {
    const times = await readExtremes(target, series, { interval, points })
    if (store.hasRoomFor(series, holding)) afterwards(() => store.fill(series, holding))
    const frame = await readRowsAt(target, series, times, withDeviation)
    return { frame, isThinned: true }
  }
  const rows = await store.read(series, holding, interval)
  const [least, greatest] = extremesOf(series, rows)
  const chosen = thinRows({ time: rows.time, least, greatest }, { interval, points, step })
  const real = chosen.filter((row) => row !== gap).length
  const frame = pick(rows, chosen, step)
  return {
    frame: withDeviation ? await addDeviation(target, series, frame) : frame,
    isThinned: real < rows.time.length,
  }
}

/** Whether there may be more bins than points: fewer are answered as they are. */
function isLong({ start, end }: Interval, step: number, points: number): boolean {
  return (end - start) / step > points
}

/** What a chart's rows are chosen by: a mean alone is its own least and greatest; a direction has none. */
function extremesOf(series: Series, { columns }: Frame) {
  const ids = drawnIds(series)
  if (circleOf(series.kind) !== undefined) return [undefined, undefined]
  const column = (name: 'min' | 'max') =>
    columns.get(ids[name] === undefined ? 'mean' : name) ?? columns.get('mean')
  return [column('min'), column('max')]
}

function pick({ time, columns }: Frame, chosen: Int32Array, step: number): Frame {
  const take = (values: Float64Array | undefined) =>
    Float64Array.from(chosen, (row) => (row === gap ? NaN : (values?.[row] ?? NaN)))
  const times = new Float64Array(chosen.length)
  chosen.forEach((row, place) => {
    times[place] = row === gap ? time[chosen[place - 1]!]! + step : time[row]!
  })
  return {
    time: times,
    columns: new Map(pointColumns.map((name) => [name, take(columns.get(name))])),
  }
}
