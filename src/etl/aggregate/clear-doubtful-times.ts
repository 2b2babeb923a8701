import type { Frame } from '../../frame/frame.ts'
import { reasonNumbers } from '../../frame/reasons.ts'
import type { Instant } from '../../time/instant.ts'

/** What a sample's time may be: shown twice by the Source's clock, or never. */
export const doubts = ['ambiguous-time', 'nonexistent-time'] as const

/** Samples whose time is doubtful for one reason. */
export interface DoubtfulTimes {
  readonly reason: (typeof doubts)[number]
  /** The first and the last one's time, as the frame has them. */
  readonly first: Instant
  readonly last: Instant
  /** By variable: how many there are. */
  readonly samples: ReadonlyMap<string, number>
}

const doubtNumbers: readonly number[] = doubts.map((reason) => reasonNumbers[reason])

/** Whether a row's reason says that its time is doubtful. */
export function isDoubt(reason: number): boolean {
  return doubtNumbers.includes(reason)
}

/** Whether any of many does. */
export function hasDoubt(reasons: Uint8Array): boolean {
  return doubtNumbers.some((number) => reasons.includes(number))
}

/** A frame without the samples of doubtful bins, and what they were. */
export interface ClearedTimes {
  readonly frame: Frame
  readonly doubtful: readonly DoubtfulTimes[]
  /** By variable: the samples left out, those of a doubtful time and those beside them in their bins. */
  readonly ambiguous: ReadonlyMap<string, number>
  /** The same by variable and by the index of their bin. */
  readonly byBin: ReadonlyMap<string, ReadonlyMap<number, number>>
}

/**
 * The frame without the samples of bins in which a sample of the variable has, or may have, a doubtful time: such a
 * bin would be made of two instants, or without samples that are its own. `start` is the first bin's, a period
 * in seconds; `otherTime` gives the other instant that an ambiguous time may be.
 */
export function clearDoubtfulTimes(
  frame: Frame,
  start: Instant,
  periodSeconds: number,
  otherTime: (time: Instant) => Instant | undefined,
): ClearedTimes {
  const { time, columns, reasons } = frame
  if (reasons === undefined) {
    return { frame, doubtful: [], ambiguous: new Map(), byBin: new Map() }
  }
  const found = doubts.map((reason) => ({
    reason,
    first: Infinity,
    last: -Infinity,
    samples: new Map<string, number>(),
  }))
  const binOf = (instant: Instant) => Math.floor((instant - start) / (periodSeconds * 1e6))
  const cleared = new Map(columns)
  const ambiguous = new Map<string, number>()
  const byBin = new Map<string, ReadonlyMap<number, number>>()
  for (const [variable, bytes] of reasons) {
    const values = columns.get(variable)!
    const bins = new Map<number, number>()
    for (let row = 0; row < bytes.length; row++) {
      const one = found.find(({ reason }) => reasonNumbers[reason] === bytes[row])
      if (one === undefined || Number.isNaN(values[row]!)) continue
      one.first = Math.min(one.first, time[row]!)
      one.last = Math.max(one.last, time[row]!)
      one.samples.set(variable, (one.samples.get(variable) ?? 0) + 1)
      bins.set(binOf(time[row]!), 0)
      const other = one.reason === 'ambiguous-time' ? otherTime(time[row]!) : undefined
      if (other !== undefined) bins.set(binOf(other), 0)
    }
    if (bins.size === 0) continue
    const left = values.slice()
    let count = 0
    for (let row = 0; row < left.length; row++) {
      const bin = binOf(time[row]!)
      const found = bins.get(bin)
      if (Number.isNaN(left[row]!) || found === undefined) continue
      left[row] = NaN
      bins.set(bin, found + 1)
      count++
    }
    cleared.set(variable, left)
    ambiguous.set(variable, count)
    byBin.set(variable, bins)
  }
  return {
    frame: { ...frame, columns: cleared },
    doubtful: found.filter(({ samples }) => samples.size > 0),
    ambiguous,
    byBin,
  }
}
