import type { Interval } from './interval.ts'

/** The same instants as intervals that are in order and apart, each as long as it may be. */
export function mergeIntervals(intervals: readonly Interval[]): Interval[] {
  const merged: Interval[] = []
  for (const { start, end } of intervals.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1)
    if (last === undefined || last.end < start) merged.push({ start, end })
    else merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, end) }
  }
  return merged
}

/** What of intervals, in order and apart, lies in another. */
export function clipIntervals(
  intervals: readonly Interval[],
  { start, end }: Interval,
): Interval[] {
  return intervals
    .filter((of) => of.start < end && start < of.end)
    .map((of) => ({ start: Math.max(of.start, start), end: Math.min(of.end, end) }))
}
