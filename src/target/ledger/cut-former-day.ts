import type { Interval } from '../../time/interval.ts'
import { subtractIntervals } from '../../time/subtract-intervals.ts'

/** What becomes of a day that was made in another layout, where new days take of its window. */
export interface CutDay {
  /** The part that it keeps, whole bins of its own; none where nothing is left. */
  readonly kept: Interval | undefined
  /** Parts that belong to no day any more: values in them are to be deleted. */
  readonly leftOver: readonly Interval[]
}

/**
 * Takes the windows of new days, in order and apart from each other, out of a former day's window. It
 * keeps the longest of what is left, in whole bins; nothing where a new day bears its name.
 */
export function cutFormerDay(
  former: Interval,
  periodSeconds: number,
  runs: readonly Interval[],
  isReplaced: boolean,
): CutDay {
  const left = subtractIntervals(former, runs)
  if (isReplaced) return { kept: undefined, leftOver: left }
  const [kept] = left
    .map((part) => wholeBins(part, former, periodSeconds * 1e6))
    .filter(({ start, end }) => start < end)
    .sort((a, b) => b.end - b.start - (a.end - a.start))
  if (kept === undefined) return { kept, leftOver: left }
  return { kept, leftOver: left.flatMap((part) => subtractIntervals(part, [kept])) }
}

/** The bins of a day that lie in a part of it; the day's last bin may be a short one. */
function wholeBins(part: Interval, day: Interval, period: number): Interval {
  const start = day.start + Math.ceil((part.start - day.start) / period) * period
  const end = day.start + Math.floor((part.end - day.start) / period) * period
  return { start, end: part.end === day.end ? day.end : end }
}
