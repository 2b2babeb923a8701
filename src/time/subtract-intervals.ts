import type { Interval } from './interval.ts'

/** What of an interval is in none of the others, which are in order and apart. */
export function subtractIntervals(
  { start, end }: Interval,
  others: readonly Interval[],
): Interval[] {
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
