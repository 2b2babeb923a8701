import type { Figure, Unit, Verdict } from './result.ts'

/** The middle of the sorted values; of an even number the mean of the middle two. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error('there is no median of nothing')
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

export function figure(name: string, unit: Unit, runs: readonly number[]): Figure {
  return { name, unit, runs, median: median(runs) }
}

/** A number with its target, and whether it is met. */
export function verdict(
  against: Verdict['against'],
  value: number,
  what: string,
  bound: Verdict['bound'],
  target: number,
): Verdict {
  const met = bound === 'at least' ? value >= target : value <= target
  return { against, value, what, bound, target, met }
}

/**
 * How many times `ours` is faster than each peer that was measured, against its target: times of
 * work where less is better, rates where more is.
 */
export function fasterThan(
  figures: readonly Figure[],
  targets: Readonly<Partial<Record<Verdict['against'], number>>>,
): Verdict[] {
  const find = (name: string) => figures.find((candidate) => candidate.name === name)
  const ours = find('ours')
  return Object.entries(targets).flatMap(([name, target]) => {
    const peer = find(name)
    if (ours === undefined || peer === undefined) return []
    const isRate = ours.unit === 'requests/s'
    const ratio = isRate ? ours.median / peer.median : peer.median / ours.median
    return [verdict(name as Verdict['against'], ratio, 'times faster', 'at least', target)]
  })
}
