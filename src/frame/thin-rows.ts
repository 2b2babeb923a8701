import type { Interval } from '../time/interval.ts'

/** What rows are chosen by: arrays of one length, times in order; NaN is no value. */
export interface Thinnable {
  readonly time: Float64Array
  /** What a column's least is looked for in; undefined: neither it nor the greatest is wanted, as of a direction. */
  readonly least?: Float64Array | undefined
  readonly greatest?: Float64Array | undefined
}

export interface ThinOptions {
  /** What the columns of pixels divide. */
  readonly interval: Interval
  /** The most rows that are chosen, marks of gaps counted; 5 at the least. */
  readonly points: number
  /** How far apart two rows may be without a gap between them, in microseconds. */
  readonly step: number
}

/** A mark among chosen rows: here the line is to be broken. */
export const gap = -1

/** Rows that a column of pixels may need: first, last, least, greatest, and a mark before. */
const rowsAColumn = 5

/**
 * Chooses the rows of a chart: in each column of pixels the first, the last, that of the least and that of the
 * greatest value, in the order of time, each once; of rows as low, the first. Between two columns, `gap` where their
 * rows are further apart than `step`. So no extreme is lost, a gap as wide as a column is always marked, and a line
 * through the rows covers the same pixels as one through all (the M4 of Jugel and others, VLDB 2014).
 *
 * Of rows that are no more than `points`, each is chosen, and every gap marked if the marks have room.
 */
export function thinRows(rows: Thinnable, { interval, points, step }: ThinOptions): Int32Array {
  const all = everyRow(rows.time, step, points)
  if (all !== undefined) return all
  const { time } = rows
  const columns = columnsOf(points)
  const edges = columnEdges(interval, columns)
  const chosen = new Int32Array(columns * rowsAColumn)
  let count = 0
  let column = 0
  for (let from = 0; from < time.length;) {
    while (column < columns - 1 && time[from]! >= edges[column + 1]!) column++
    const end = column === columns - 1 ? Infinity : edges[column + 1]!
    let to = from + 1
    while (to < time.length && time[to]! < end) to++
    if (from > 0 && time[from]! - time[from - 1]! > step) chosen[count++] = gap
    count = chooseOf(rows, from, to, chosen, count)
    from = to
  }
  return chosen.slice(0, count)
}

/** How many columns of pixels so many points are enough for. */
export function columnsOf(points: number): number {
  return Math.max(1, Math.floor(points / rowsAColumn))
}

/** Where each column begins, and the last ends: whole microseconds, so that a row on an edge is of one column. */
export function columnEdges({ start, end }: Interval, columns: number): Float64Array {
  const width = (end - start) / columns
  const edges = Float64Array.from({ length: columns + 1 }, (_, column) =>
    Math.ceil(start + column * width),
  )
  edges[columns] = end
  return edges
}

/** All rows with their gaps; undefined where they are too many. */
function everyRow(time: Float64Array, step: number, points: number): Int32Array | undefined {
  if (time.length > points) return undefined
  const chosen = new Int32Array(time.length * 2)
  let count = 0
  for (let row = 0; row < time.length; row++) {
    if (row > 0 && time[row]! - time[row - 1]! > step) chosen[count++] = gap
    chosen[count++] = row
  }
  return count > points ? undefined : chosen.slice(0, count)
}

/** Of the rows [from, to) of a column; gives how many are chosen now. */
function chooseOf(
  { least, greatest }: Thinnable,
  from: number,
  to: number,
  chosen: Int32Array,
  count: number,
): number {
  const last = to - 1
  let [low, high] = [from, from]
  if (least !== undefined && greatest !== undefined) {
    for (let row = from; row < to; row++) {
      if (!(least[row]! >= least[low]!)) low = isNaN(least[row]!) ? low : row
      if (!(greatest[row]! <= greatest[high]!)) high = isNaN(greatest[row]!) ? high : row
    }
  }
  let previous = gap
  for (const row of [from, Math.min(low, high), Math.max(low, high), last]) {
    if (row === previous) continue
    chosen[count++] = row
    previous = row
  }
  return count
}
