import type { Interval } from '../../../time/interval.ts'
import { subtractIntervals } from '../../../time/subtract-intervals.ts'
import type { Changes } from './find-changes.ts'
import type { Spans } from './hold-values.ts'
import { known } from './known.ts'

/** The spans without excluded time, in which nothing holds; what held before goes on after it. */
export function cutSpans(spans: Spans, excluded: readonly Interval[]): Spans {
  if (excluded.length === 0) return spans
  const parts: { start: number; end: number; span: number }[] = []
  for (let span = 0; span < spans.start.length; span++) {
    const whole = { start: spans.start[span]!, end: spans.end[span]! }
    for (const part of subtractIntervals(whole, excluded)) parts.push({ ...part, span })
  }
  return {
    start: Float64Array.from(parts, ({ start }) => start),
    end: Float64Array.from(parts, ({ end }) => end),
    values: Float64Array.from(parts, ({ span }) => spans.values[span]!),
    what: Uint8Array.from(parts, ({ span }) => spans.what[span]!),
  }
}

/** The changes that count: one of excluded time says nothing. */
export function withoutExcluded(changes: Changes, excluded: readonly Interval[]): Changes {
  if (excluded.length === 0) return changes
  const isOut = (at: number) => excluded.some(({ start, end }) => start <= at && at < end)
  const rows = Array.from(changes.time.keys()).filter((row) => !isOut(changes.time[row]!))
  return {
    time: Float64Array.from(rows, (row) => changes.time[row]!),
    values: Float64Array.from(rows, (row) => changes.values[row]!),
    what: Uint8Array.from(rows, (row) => changes.what[row] ?? known.nothing),
    classes: Uint8Array.from(rows, (row) => changes.classes[row]!),
  }
}
