import { classNumbers, sampleClasses } from '../../../signal/sample-class.ts'
import { longestHold } from '../../../signal/hold.ts'
import type { Hold } from '../../../signal/hold.ts'
import { collectBins } from '../bin-classes.ts'
import type { Interval } from '../../../time/interval.ts'
import { subtractIntervals } from '../../../time/subtract-intervals.ts'
import type { BinClasses } from '../bin-classes.ts'
import type { Changes } from './find-changes.ts'

/**
 * The bins in which anything but a valid value held, or none in a part of them: the seconds of each class, of what held
 * or of why nothing did; excluded time is of its own class. `edges` are the bins' starts and the last one's end. Seconds are whole, and add up to the bin's.
 */
export function classifyHeld(
  changes: Changes,
  edges: Float64Array,
  hold: Hold,
  excluded: readonly Interval[] = [],
): BinClasses {
  const { add, all } = collectBins(edges.length - 1)
  const longest = longestHold(hold)
  const { time, classes } = changes
  let first = 0
  for (let bin = 0; bin < edges.length - 1; bin++) {
    const [start, end] = [edges[bin]!, edges[bin + 1]!]
    const lengths = new Float64Array(sampleClasses.length)
    while (first + 1 < time.length && time[first + 1]! <= start) first++
    lengths[classNumbers.excluded] = end - start
    for (const part of subtractIntervals({ start, end }, excluded)) {
      lengths[classNumbers.excluded]! -= part.end - part.start
      // Before the first change nothing is known, nor once what it said has held as long as it may.
      lengths[classNumbers.missing]! += part.end - part.start
      for (let row = first; row < time.length && time[row]! < part.end; row++) {
        const until = Math.min(part.end, time[row + 1] ?? Infinity, time[row]! + longest)
        const length = Math.max(0, until - Math.max(part.start, time[row]!))
        lengths[classNumbers.missing]! -= length
        lengths[classes[row]!]! += length
      }
    }
    if (lengths[classNumbers.valid] === end - start) continue
    add(bin, wholeSeconds(lengths))
  }
  return all()
}

/** Whole seconds that add up to the same: what is cut off goes first to what is no value, the longest part first. */
function wholeSeconds(lengths: Float64Array): number[] {
  const seconds = Array.from(lengths, (length) => length / 1e6)
  const whole = seconds.map(Math.floor)
  const sum = (of: readonly number[]) => of.reduce((total, part) => total + part, 0)
  const left = Math.round(sum(seconds) - sum(whole))
  const part = (number: number) => seconds[number]! - whole[number]!
  const isUsed = (number: number) => number <= classNumbers.frozen
  const order = seconds
    .map((_, number) => number)
    .filter((number) => part(number) > 0)
    .sort((a, b) => Number(isUsed(a)) - Number(isUsed(b)) || part(b) - part(a))
  for (const number of order.slice(0, left)) whole[number]!++
  return whole
}
