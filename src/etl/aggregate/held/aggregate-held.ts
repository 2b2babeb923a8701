import type { ValidRange } from '../../../signal/valid-range.ts'
import { emptyStatistics } from '../aggregate-column.ts'
import type { ColumnStatistics } from '../aggregate-column.ts'
import { resultantOf } from '../aggregate-direction.ts'
import { known } from './known.ts'
import type { Spans } from './hold-values.ts'

/** Statistics of what held in each bin; NaN where nothing did. */
export interface HeldStatistics {
  /** `count` is 0: what holds is no sample. */
  readonly statistics: ColumnStatistics
  /** Microseconds of each bin in which a value held. */
  readonly covered: Float64Array
}

const radians = Math.PI / 180

/**
 * Mean and standard deviation of each bin weighted by time, over all its instants in which a value held (OPC UA Part
 * 13, TimeAverage2 and StandardDeviationPopulation, of stepped values), and the extremes of these values; of an angle
 * (`circle`) the circular ones, as `aggregateDirection` has them, and no extremes. `edges` are the bins' starts and
 * the last one's end. Two passes with the correction of Chan, Golub and LeVeque (1983, eq. 1.7), as `aggregateColumn`.
 */
export function aggregateHeld(
  spans: Spans,
  edges: Float64Array,
  circle: ValidRange | undefined,
): HeldStatistics {
  const bins = edges.length - 1
  const statistics = emptyStatistics(bins)
  const covered = new Float64Array(bins)
  let first = 0
  for (let bin = 0; bin < bins; bin++) {
    const [start, end] = [edges[bin]!, edges[bin + 1]!]
    while (first < spans.start.length && spans.end[first]! <= start) first++
    let last = first
    while (last < spans.start.length && spans.start[last]! < end) last++
    const part = { spans, first, last, start, end }
    covered[bin] = weigh(part, () => 1)
    if (covered[bin] === 0) continue
    if (circle === undefined) addScalar(statistics, bin, part, covered[bin]!)
    else addAngle(statistics, bin, part, covered[bin]!, circle)
  }
  return { statistics, covered }
}

/** The spans [first, last), as far as they are of [start, end). */
interface Part {
  readonly spans: Spans
  readonly first: number
  readonly last: number
  readonly start: number
  readonly end: number
}

/** The sum over the values of a part of something, times how long each held. */
function weigh({ spans, first, last, start, end }: Part, of: (value: number) => number): number {
  let sum = 0
  for (let span = first; span < last; span++) {
    if (spans.what[span] !== known.value) continue
    const length = Math.min(end, spans.end[span]!) - Math.max(start, spans.start[span]!)
    sum += length * of(spans.values[span]!)
  }
  return sum
}

function addScalar(
  { mean, min, max, std }: ColumnStatistics,
  bin: number,
  part: Part,
  covered: number,
): void {
  const [least, most] = extremesOf(part)
  const sum = weigh(part, (value) => value)
  // Where no double holds the sum, each is divided first.
  const guess = Number.isFinite(sum) ? sum / covered : weigh(part, (value) => value / covered)
  const deviations = weigh(part, (value) => value - guess)
  const squares = weigh(part, (value) => (value - guess) ** 2)
  const correction = Number.isFinite(deviations) ? deviations / covered : 0
  mean[bin] = guess + correction
  min[bin] = least
  max[bin] = most
  // Rounding may leave the difference a hair below zero where all values are equal.
  const variance = Math.max(0, squares - deviations * correction) / covered
  std[bin] = variance === Infinity ? NaN : Math.sqrt(variance)
}

function extremesOf({ spans, first, last }: Part): [least: number, most: number] {
  let [least, most] = [Infinity, -Infinity]
  for (let span = first; span < last; span++) {
    if (spans.what[span] !== known.value) continue
    least = Math.min(least, spans.values[span]!)
    most = Math.max(most, spans.values[span]!)
  }
  return [least, most]
}

function addAngle(
  { mean, std }: ColumnStatistics,
  bin: number,
  part: Part,
  covered: number,
  circle: ValidRange,
): void {
  const sine = weigh(part, (value) => Math.sin(value * radians)) / covered
  const cosine = weigh(part, (value) => Math.cos(value * radians)) / covered
  const found = resultantOf(sine, cosine, circle)
  mean[bin] = found.mean
  const [least, most] = extremesOf(part)
  // Of one direction alone rounding would make some.
  std[bin] = least === most ? 0 : found.std
}
