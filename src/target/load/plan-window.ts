import type pg from 'pg'
import { quoteLiteral } from '../../postgres/quote.ts'
import { formatInstant, microsecondsPerDay } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import type { Partition, Partitioning } from '../partitions/read-partitions.ts'
import { planPieces } from './plan-pieces.ts'
import type { Piece } from './plan-pieces.ts'
import type { PartsWindow } from './window-load.ts'

/** Which partitions a window writes to, and how. */
export interface WindowPlan {
  readonly partitioning: Partitioning
  readonly pieces: readonly PlannedPiece[]
}

export interface PlannedPiece extends Piece {
  /** Values of the window that fall in it. */
  readonly expected: number
  /** What a table in the place of a partition that is there would take: all of it, or the window's part. */
  readonly replaced: Interval
}

/**
 * From so many values a day on, days get tables of their own. One asset of 10 variables has 5,760: a
 * month's table then takes a day in 0.1 s row by row; nine such take 0.7 s, a table of their own 0.2 s.
 */
const largeDay = 50_000

export async function planWindow(
  client: pg.ClientBase,
  partitioning: Partitioning,
  { expectedValues, until }: PartsWindow,
  runs: readonly Interval[],
): Promise<WindowPlan> {
  const { partitions, rest, isWatched } = partitioning
  const duration = lengthOf(runs)
  const isLarge = !isWatched && (expectedValues / duration) * microsecondsPerDay >= largeDay
  const pieces: PlannedPiece[] = []
  for (const piece of planPieces(runs, partitions, { isLarge, until })) {
    const expected = expectedValues * (lengthOf(piece.runs) / duration)
    const isForRest =
      piece.partition === undefined &&
      rest !== undefined &&
      (isWatched || (await holdsAny(client, rest, piece.bounds)))
    const replaced = replacedBounds(piece, until)
    pieces.push({ ...piece, expected, replaced, ...(isForRest ? { partition: rest } : {}) })
  }
  return { partitioning, pieces }
}

/** A table of a day, in any zone, is not cut, also not where the window has its first hours alone. */
const widestDay = 2 * microsecondsPerDay

/** A partition that reaches far beyond the window, as a month does beyond a day, is cut. */
function replacedBounds({ bounds, runs }: Piece, until = -Infinity): Interval {
  const [run] = runs
  const isOne = runs.length === 1 && bounds.end - bounds.start > widestDay
  const isWide = isOne && 2 * (run!.end - run!.start) < bounds.end - bounds.start
  if (!isWide) return bounds
  return { start: run!.start, end: Math.min(Math.max(run!.end, until), bounds.end) }
}

function lengthOf(runs: readonly Interval[]): number {
  return runs.reduce((sum, { start, end }) => sum + (end - start), 0)
}

/** A partition for what is in the one that takes the rest could not be attached. */
async function holdsAny(
  client: pg.ClientBase,
  { table }: Partition,
  { start, end }: Interval,
): Promise<boolean> {
  const bounds = [
    ...(start === -Infinity ? [] : [`"timestamp" >= ${literal(start)}`]),
    ...(end === Infinity ? [] : [`"timestamp" < ${literal(end)}`]),
  ]
  const { rows } = await client.query<{ any: boolean }>(
    `select exists (select from ${table} where ${bounds.join(' and ')}) as any`,
  )
  return rows[0]!.any
}

const literal = (instant: number) => quoteLiteral(formatInstant(instant, 6))
