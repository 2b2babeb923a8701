import type { Interval } from '../../time/interval.ts'

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
  const left = subtract(former, runs)
  if (isReplaced) return { kept: undefined, leftOver: left }
  const [kept] = left
    .map((part) => wholeBins(part, former, periodSeconds * 1e6))
    .filter(({ start, end }) => start < end)
    .sort((a, b) => b.end - b.start - (a.end - a.start))
  if (kept === undefined) return { kept, leftOver: left }
  return { kept, leftOver: left.flatMap((part) => subtract(part, [kept])) }
}

/** What of an interval is in none of the others, which are in order and apart. */
function subtract({ start, end }: Interval, others: readonly Interval[]): Interval[] {
  const left: Interval[] = []
  let from = start
  for (const other of others) {
    if (other.end <= from || other.start >= end) continue
    if (other.start > from) left.push({ start: from, end: other.start })
    from = other.end
  }
  if (from < end) left.push({ start: from, end })
  return left
}

/** The bins of a day that lie in a part of it; the day's last bin may be a short one. */
function wholeBins(part: Interval, day: Interval, period: number): Interval {
  const start = day.start + Math.ceil((part.start - day.start) / period) * period
  const end = day.start + Math.floor((part.end - day.start) / period) * period
  return { start, end: part.end === day.end ? day.end : end }
}
