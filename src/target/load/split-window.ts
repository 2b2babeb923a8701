import type { Series } from '../../frame/postgres/postgres-copy.ts'
import type { Instant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import type { PieceLoad } from './window-load.ts'

/** The part of a window that falls in a partition: its series are views, not copies. */
export function withinBounds({ days, series }: PieceLoad, interval: Interval): PieceLoad {
  return {
    days: days
      .map(({ start, end }) => ({
        start: Math.max(start, interval.start),
        end: Math.min(end, interval.end),
      }))
      .filter(({ start, end }) => start < end),
    series: withinInterval(series, interval),
  }
}

/** The values of an interval, as views. */
export function withinInterval(series: readonly Series[], { start, end }: Interval): Series[] {
  return series.map(({ id, time, values }) => {
    const [from, to] = [lowerBound(time, start), lowerBound(time, end)]
    return { id, time: time.subarray(from, to), values: values.subarray(from, to) }
  })
}

/** Days that follow each other without a gap, as one interval each run of them. */
export function joinDays(days: readonly Interval[]): Interval[] {
  const runs: Interval[] = []
  for (const { start, end } of days) {
    const last = runs.at(-1)
    if (last?.end === start) runs[runs.length - 1] = { start: last.start, end }
    else runs.push({ start, end })
  }
  return runs
}

/** For each day the number of values that make a row. */
export function countRows({ days, series }: PieceLoad): number[] {
  const counts = days.map(() => 0)
  for (const { time, values } of series) {
    for (const [index, { start, end }] of days.entries()) {
      const to = lowerBound(time, end)
      for (let row = lowerBound(time, start); row < to; row++) {
        if (Number.isFinite(values[row]!)) counts[index]!++
      }
    }
  }
  return counts
}

/** The first place in ascending times that is not before `instant`; their number if there is none. */
function lowerBound(time: Float64Array, instant: Instant): number {
  let low = 0
  let high = time.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (time[middle]! < instant) low = middle + 1
    else high = middle
  }
  return low
}
