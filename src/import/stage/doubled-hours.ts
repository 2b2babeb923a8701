import type { Instant } from '../../time/instant.ts'
import type { Doubled } from '../cells/clock.ts'

/** Rows one after another whose times the clock showed twice. */
export interface DoubledRow extends Doubled {
  readonly line: number
  readonly values: readonly number[]
}

/** What is known around such rows. */
export interface Surroundings {
  /** The row before them, if there is one, and the row after them. */
  readonly previous: Instant | undefined
  readonly next: Instant | undefined
  /** 1 where the file's rows go forward in time, -1 where they go back, 0 where that is not known. */
  readonly direction: number
}

/**
 * The times of such rows, by their order: a clock that went through the hour twice begins it a second
 * time. Undefined where the order does not say so: where no row goes back, where more than one does, or
 * where one does by so little that two rows may have been swapped.
 */
export function settleDoubledHour(
  rows: readonly DoubledRow[],
  { previous, next, direction }: Surroundings,
): Instant[] | undefined {
  const steps = rows.slice(1).map((row, at) => row.first - rows[at]!.first)
  const forward = Math.sign(direction) || Math.sign(steps.find((step) => step !== 0) ?? 1)
  const returns = steps.flatMap((step, at) => (step * forward <= 0 ? [at + 1] : []))
  const [start] = returns
  if (start === undefined || returns.length > 1) return undefined
  const times = rows.map(({ first, second }, at) => (at < start === forward > 0 ? first : second))
  const gap = Math.abs(times[start]! - times[start - 1]!)
  const around = [
    ...(previous === undefined ? [] : [Math.abs(times[0]! - previous)]),
    ...(next === undefined ? [] : [Math.abs(next - times.at(-1)!)]),
  ]
  const { first, second } = rows[start]!
  const isWhole = gap <= (second - first) / 2
  // Hourly rows: as far apart as the rows beside them.
  const isUsual = around.length > 0 && gap <= 1.5 * Math.min(...around)
  return isWhole || isUsual ? times : undefined
}
