import type { BinStatistics } from './bin-statistics.ts'

/** What became of a counter beside growing; what did not happen has no member. */
export interface CounterFacts {
  /** Falls to near zero: it began anew, and what it had counted since the value before is lost. */
  readonly resets?: number
  /** Falls from near its full scale: it went on from zero. */
  readonly rollovers?: number
  /** Falls of up to a hundredth, which are taken as they are. */
  readonly corrections?: number
  /** Other falls: from then on it is another counter, and nothing is counted from one to the other. */
  readonly drops?: number
}

/** A value of a counter, in the order of time; NaN is none. */
export interface CounterOptions {
  /** The last value before the first bin, if one is known; a zero says nothing, and is none. */
  readonly before: number
  /** Where it goes on from zero, if that is known. */
  readonly rollover: number | undefined
}

export interface CountedUp {
  readonly statistics: Required<Pick<BinStatistics, 'increase' | 'last'>>
  readonly facts: CounterFacts
  /** A fall from just below a power of ten or two that nobody said to be its full scale. */
  readonly likelyRollover:
    { readonly from: number; readonly to: number; readonly at: number } | undefined
}

/** A fall to at most this part of what it was is one to near zero; of a full scale, the last and the first tenth. */
const nearZero = 0.1

/** A fall of at most this part is a correction. */
const small = 0.01

/**
 * By bin: by how much a counter grew, from the last value before the bin to the bin's last, so that bins add up to the
 * whole; and its `last` value. Over a gap it grew in the bin in which it has a value again. After a reset it grew by the new
 * value, as in Prometheus' `increase`; what it had counted between its last value and the reset is lost, and not guessed. A zero
 * is believed once the next value is known: where that goes on from before, the zeros were none. Where nothing but zeros is
 * known before a value, nobody knows which it is, and the value is where the counter begins. `edges` are the indices of the
 * bins' first values and the one after the last.
 */
export function countUp(
  values: Float64Array,
  edges: Int32Array,
  { before, rollover }: CounterOptions,
): CountedUp {
  const none = () => new Float64Array(edges.length - 1).fill(NaN)
  const [increase, last] = [none(), none()]
  const facts = { resets: 0, rollovers: 0, corrections: 0, drops: 0 }
  let likelyRollover: CountedUp['likelyRollover']
  let previous = before
  for (let bin = 0; bin < edges.length - 1; bin++) {
    for (let row = edges[bin]!; row < edges[bin + 1]!; row++) {
      const value = values[row]!
      if (Number.isNaN(value)) continue
      last[bin] = value
      if (Number.isNaN(increase[bin]!)) increase[bin] = 0
      if (value === 0) continue
      const step = stepOf(previous, value, rollover)
      increase[bin] = increase[bin]! + step.by
      if (step.is !== undefined) facts[step.is]++
      if (step.is === 'resets') likelyRollover ??= fullScaleOf(previous, value)
      previous = value
    }
  }
  return {
    statistics: { increase, last },
    facts: Object.fromEntries(Object.entries(facts).filter(([, count]) => count > 0)),
    likelyRollover,
  }
}

interface Step {
  readonly by: number
  readonly is?: keyof CounterFacts
}

function stepOf(previous: number, value: number, rollover: number | undefined): Step {
  // Of the first value nothing is known before it.
  if (Number.isNaN(previous)) return { by: 0 }
  const by = value - previous
  if (by >= 0) return { by }
  if (rollover !== undefined && previous < rollover) {
    const isRound = previous >= (1 - nearZero) * rollover && value <= nearZero * rollover
    if (isRound) return { by: rollover + by, is: 'rollovers' }
  }
  if (value <= nearZero * previous) return { by: value, is: 'resets' }
  return -by <= small * previous ? { by, is: 'corrections' } : { by: 0, is: 'drops' }
}

/** What counters are mostly full at. */
const fullScales = [
  ...Array.from({ length: 9 }, (_, power) => 10 ** (power + 4)),
  ...[16, 24, 31, 32].map((power) => 2 ** power),
]

/** From so near a full scale, and to so near zero, a fall is likely to be a rollover. */
const near = 0.001

function fullScaleOf(from: number, to: number): CountedUp['likelyRollover'] {
  const at = fullScales.find((full) => from < full && from > (1 - near) * full && to < near * full)
  return at === undefined ? undefined : { from, to, at }
}
