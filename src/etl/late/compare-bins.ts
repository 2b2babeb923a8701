import { circleOf } from '../../signal/kind.ts'
import type { Kind } from '../../signal/kind.ts'
import type { Instant } from '../../time/instant.ts'

/** Values of one variable's statistics by bin; a bin without a value has none. */
export type BinsByStatistic = ReadonlyMap<string, ReadonlyMap<Instant, number>>

/** What a load would change of a day of one variable. */
export interface BinsDifference {
  /** Values of all statistics that would be others, come, or go. */
  readonly valuesDiffer: number
  /** Bins that have a mean. */
  readonly binsBefore: number
  readonly binsAfter: number
  /** Mean of the bins' means; null where there is none, and of what goes round a circle. */
  readonly meanBefore: number | null
  readonly meanAfter: number | null
  /** Between the means of one bin; on the circle where they go round one. Null where no bin has both. */
  readonly greatestDifference: number | null
}

export function compareBins(
  before: BinsByStatistic,
  after: BinsByStatistic,
  kind: Kind,
): BinsDifference {
  const none: ReadonlyMap<Instant, number> = new Map()
  let valuesDiffer = 0
  for (const statistic of new Set([...before.keys(), ...after.keys()])) {
    const [old, fresh] = [before.get(statistic) ?? none, after.get(statistic) ?? none]
    for (const [time, value] of fresh) if (old.get(time) !== value) valuesDiffer++
    for (const time of old.keys()) if (!fresh.has(time)) valuesDiffer++
  }
  const [old, fresh] = [before.get('mean') ?? none, after.get('mean') ?? none]
  const isCircular = circleOf(kind) !== undefined
  let greatest: number | null = null
  for (const [time, value] of fresh) {
    const other = old.get(time)
    if (other === undefined) continue
    greatest = Math.max(greatest ?? 0, distance(value, other, isCircular))
  }
  return {
    valuesDiffer,
    binsBefore: old.size,
    binsAfter: fresh.size,
    meanBefore: isCircular ? null : meanOf(old),
    meanAfter: isCircular ? null : meanOf(fresh),
    greatestDifference: greatest,
  }
}

function distance(one: number, other: number, isCircular: boolean): number {
  const apart = Math.abs(one - other)
  return isCircular ? Math.min(apart % 360, 360 - (apart % 360)) : apart
}

function meanOf(values: ReadonlyMap<Instant, number>): number | null {
  if (values.size === 0) return null
  let sum = 0
  for (const value of values.values()) sum += value
  return sum / values.size
}
