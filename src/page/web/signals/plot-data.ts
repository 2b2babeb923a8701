import type { Frame } from '../../../frame/frame.ts'

/** A chart's columns: the time in seconds, then for each asset its mean, and perhaps max, min and std. */
export type PlotColumn = (number | null | undefined)[]
export type PlotData = [number[], ...PlotColumn[]]

/**
 * Points of several assets as the columns of one chart. A time at which an asset has no row is `undefined`: its
 * line goes on; a row of nulls is a gap, and stays null: its line breaks. `shift` puts a bin's point, in
 * seconds, from its start to its middle.
 */
export function toPlotData(
  frames: readonly Frame[],
  names: readonly string[],
  shift: number,
): PlotData {
  const times = joinTimes(frames.map(({ time }) => time))
  const columns = frames.flatMap(({ time, columns }) =>
    names.map((name) => spread(times, time, columns.get(name))),
  )
  return [times.map((at) => at / 1e6 + shift), ...columns]
}

/** All times, each once, in order. */
function joinTimes(lists: readonly Float64Array[]): number[] {
  if (lists.length === 1) return [...lists[0]!]
  return [...new Set(lists.flatMap((times) => [...times]))].sort((a, b) => a - b)
}

function spread(
  times: readonly number[],
  own: Float64Array,
  values: Float64Array | undefined,
): PlotColumn {
  if (times.length === own.length) {
    return Array.from(own, (_, row) => toValue(values?.[row]))
  }
  let row = 0
  return times.map((at) => {
    if (own[row] !== at) return undefined
    return toValue(values?.[row++])
  })
}

function toValue(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value
}
