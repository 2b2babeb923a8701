import type { Interval } from '../../time/interval.ts'
import type { Instant } from '../../time/instant.ts'
import { microsecondsPerDay } from '../../time/instant.ts'
import type { Partition } from '../partitions/read-partitions.ts'
import { monthsOf } from '../tables/month.ts'

/** A partition that a window writes to: one that is there, or one to be made. */
export interface Piece {
  readonly bounds: Interval
  /** What of the window lies in it, in order. */
  readonly runs: readonly Interval[]
  /** None: it is to be made. */
  readonly partition?: Partition | undefined
}

export interface PieceRule {
  /** So many values a day that new days get tables of their own. */
  readonly isLarge: boolean
  /** The end of the last day, where it is still under way: its table is made for all of it. */
  readonly until?: Instant | undefined
}

/** A table of a larger stretch is cut at the months' ends. */
const longest = 32 * microsecondsPerDay

/**
 * Lays runs of days over the partitions that are there. What none covers gets new ones: of a large load a
 * table for just these days; of a small one the UTC month, or what of it is free.
 */
export function planPieces(
  runs: readonly Interval[],
  partitions: readonly Partition[],
  rule: PieceRule,
): Piece[] {
  const pieces: (Piece & { readonly runs: Interval[] })[] = partitions.map((partition) => ({
    bounds: partition.bounds,
    runs: [],
    partition,
  }))
  for (const [index, run] of runs.entries()) {
    const whole = index === runs.length - 1 ? Math.max(run.end, rule.until ?? run.end) : run.end
    for (let from = run.start; from < run.end;) {
      let piece = pieces.find(({ bounds }) => bounds.start <= from && from < bounds.end)
      if (piece === undefined) {
        const free = freeAround(from, pieces)
        const bounds = boundsOf({ start: from, end: whole }, free, rule.isLarge)
        piece = { bounds, runs: [] }
        pieces.push(piece)
      }
      const end = Math.min(run.end, piece.bounds.end)
      piece.runs.push({ start: from, end })
      from = end
    }
  }
  return pieces
    .filter((piece) => piece.runs.length > 0)
    .sort((a, b) => a.bounds.start - b.bounds.start)
}

function freeAround(instant: Instant, pieces: readonly Piece[]): Interval {
  const ends = pieces.map(({ bounds }) => bounds.end).filter((end) => end <= instant)
  const starts = pieces.map(({ bounds }) => bounds.start).filter((start) => start > instant)
  return { start: Math.max(-Infinity, ...ends), end: Math.min(Infinity, ...starts) }
}

function boundsOf(run: Interval, free: Interval, isLarge: boolean): Interval {
  const month = monthsOf({ start: run.start, end: run.start + 1 })[0]!.interval
  if (!isLarge) return intersect(month, free)
  const bounds = intersect(run, free)
  return bounds.end - bounds.start > longest ? intersect(bounds, month) : bounds
}

function intersect(first: Interval, second: Interval): Interval {
  return { start: Math.max(first.start, second.start), end: Math.min(first.end, second.end) }
}
