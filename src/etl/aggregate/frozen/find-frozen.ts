import { fewestSamples, mostApart } from '../../../signal/frozen-rule.ts'
import type { FrozenRule } from '../../../signal/frozen-rule.ts'

/** Samples of one variable, in the order of time; NaN where there is none. Both arrays are of one length. */
export interface Samples {
  readonly time: Float64Array
  readonly values: Float64Array
}

/** How samples come, and where values go round a circle, how far that is. */
export interface Sampled {
  readonly sampleSeconds: number
  readonly circle?: number | undefined
}

/**
 * Marks frozen samples, a byte each: a sample is frozen if it is one of samples in a row, at least `fewestSamples`, each
 * of which stands for its interval, that together take as long as the rule says and whose values differ by no more than
 * its tolerance. Two are in a row where they are no more than `mostApart` intervals apart. Undefined where none is frozen.
 *
 * What comes before a run has no say in it, so that of a day the same samples are marked however much is read before it,
 * if it is `leadOf` the rule at least.
 */
export function findFrozen(
  { time, values }: Samples,
  rule: Omit<FrozenRule, 'above'>,
  { sampleSeconds, circle }: Sampled,
): Uint8Array | undefined {
  const rows = rowsOf(values)
  if (rows.length < fewestSamples) return undefined
  const compared = comparable(values, rows, rule.resolution, circle)
  const apart = mostApart * sampleSeconds * 1e6
  // A sample stands for its interval: thirty of a minute are half an hour, also where their times are a little off.
  const shortest = (rule.minutes * 60 - 1.5 * sampleSeconds) * 1e6
  const isWithin = rule.tolerance === 0 ? undefined : spreadOf(compared, rule.tolerance)
  let marks: Uint8Array | undefined
  let [first, marked] = [0, 0]
  for (let last = 0; last < rows.length; last++) {
    if (last > 0 && time[rows[last]!]! - time[rows[last - 1]!]! > apart) {
      first = last
      isWithin?.restart(last)
    }
    if (isWithin !== undefined) first = isWithin.firstWith(last)
    else if (last > first && compared[last] !== compared[last - 1]) first = last
    const isLong = time[rows[last]!]! - time[rows[first]!]! >= shortest
    if (!isLong || last - first + 1 < fewestSamples) continue
    marks ??= new Uint8Array(values.length)
    for (let at = Math.max(first, marked); at <= last; at++) marks[rows[at]!] = 1
    marked = last + 1
  }
  return marks
}

/** The rows that have a value. */
function rowsOf(values: Float64Array): Int32Array {
  const rows = new Int32Array(values.length)
  let count = 0
  for (let row = 0; row < values.length; row++)
    if (Number.isFinite(values[row]!)) rows[count++] = row
  return rows.subarray(0, count)
}

/** The values of rows as they are compared: rounded, and round a circle so that none is more than half of it from the one before. */
function comparable(
  values: Float64Array,
  rows: Int32Array,
  resolution: number,
  circle: number | undefined,
): Float64Array {
  const compared = new Float64Array(rows.length)
  let turns = 0
  for (let at = 0; at < rows.length; at++) {
    const value = values[rows[at]!]!
    const rounded = resolution === 0 ? value : Math.round(value / resolution) * resolution
    compared[at] = rounded
    if (circle === undefined || at === 0) continue
    const difference = rounded + turns * circle - compared[at - 1]!
    turns -= Math.round(difference / circle)
    compared[at] = rounded + turns * circle
  }
  return compared
}

/** What a tolerance in decimals must bear: 5.3 less 5.1 is a hair more than 0.2. */
const hair = 1e-9

/**
 * Gives for one value after another the first of those up to it that differ by no more than a tolerance. The greatest and
 * the least of them stand at the front of a queue each, in which whatever a later value outdoes is left out.
 */
function spreadOf(values: Float64Array, tolerance: number) {
  const [greatest, least] = [createQueue(values, 1), createQueue(values, -1)]
  let first = 0
  return {
    restart(at: number) {
      first = at
      greatest.dropBefore(at)
      least.dropBefore(at)
    },
    firstWith(at: number): number {
      greatest.add(at)
      least.add(at)
      while (values[greatest.front()]! - values[least.front()]! > tolerance + hair) {
        first++
        greatest.dropBefore(first)
        least.dropBefore(first)
      }
      return first
    },
  }
}

/** Indexes of values that fall from the front on, times `sign`. */
function createQueue(values: Float64Array, sign: 1 | -1) {
  const queue = new Int32Array(values.length)
  let [front, end] = [0, 0]
  return {
    front: () => queue[front]!,
    add(at: number) {
      while (end > front && sign * values[queue[end - 1]!]! <= sign * values[at]!) end--
      queue[end++] = at
    },
    dropBefore(at: number) {
      while (front < end && queue[front]! < at) front++
    },
  }
}
