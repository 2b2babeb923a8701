import type { Frame } from '../../frame/frame.ts'
import type { PackedSeries } from '../../frame/postgres/packed-series.ts'
import { isSame, unionTimes } from './union-times.ts'

/** A column of a frame to be: whose values, if anybody's, and what they are multiplied by. */
export interface FrameColumn {
  readonly name: string
  readonly series: PackedSeries | undefined
  readonly factor: number
}

/** Series side by side: a row for each time that any of them has; NaN where one has none. */
export function wideFrame(columns: readonly FrameColumn[]): Frame {
  const time = unionTimes(
    columns.flatMap(({ series }) => (series === undefined ? [] : [series.time])),
  )
  return {
    time,
    columns: new Map(
      columns.map(({ name, series, factor }) => [name, scale(place(series, time), factor)]),
    ),
  }
}

function place(series: PackedSeries | undefined, time: Float64Array): Float64Array {
  if (series !== undefined && isSame(series.time, time)) return series.values
  const placed = new Float64Array(time.length).fill(NaN)
  if (series === undefined) return placed
  let row = 0
  for (let at = 0; at < series.time.length; at++) {
    while (time[row]! < series.time[at]!) row++
    placed[row] = series.values[at]!
  }
  return placed
}

function scale(values: Float64Array, factor: number): Float64Array {
  return factor === 1 ? values : values.map((value) => value * factor)
}
