import type { Interval } from '../time/interval.ts'
import { choosePoints } from './choose-points.ts'
import type { Drawn } from './choose-points.ts'
import { concatFrames, sliceFrame } from './frame.ts'
import type { Frame } from './frame.ts'
import { copyRows, pickRows } from './pick-rows.ts'
import { columnEdges, columnsOf } from './thin-rows.ts'

export interface ThinnerOptions {
  /** What the columns of pixels divide; every row is in it. */
  readonly interval: Interval
  /** The most rows of one variable's chart; 5 at the least. Of no more rows than these, all are given. */
  readonly points: number
  /** The variables, in the order of the frames' columns. */
  readonly variables: readonly string[]
  readonly drawn: readonly Drawn[]
  /** What times are whole multiples of, in microseconds, also those of marks. */
  readonly timeUnit: number
}

/** Takes rows in the order of time, as they come, and gives those of a chart, in frames that are their taker's. */
export interface Thinner {
  push(frame: Frame): Frame[]
  end(): Frame[]
  /** Whether there were more rows than points. */
  isThinned(): boolean
}

/** Rows of a column that may wait before those are let go that it does not need. */
const mostInColumn = 2048
const rowsPerFrame = 2048

/**
 * Thins the rows of one asset while they are read: in each column of pixels the rows of `choosePoints`, those of all
 * variables put together. Where a whole column has no row between two that have, a row without any value stands at its
 * beginning: a gap, through which no line goes. Of one variable there are never more rows than points, of several never
 * more than points for each.
 *
 * What it holds: `points` rows until there are more, then the rows of one column.
 */
export function createThinner(options: ThinnerOptions): Thinner {
  const { interval, points, variables, drawn, timeUnit } = options
  const edges = columnEdges(interval, columnsOf(points))
  const isBroken = new Uint8Array(variables.length).fill(1)
  /** A part of a column may follow one that has values. */
  const unbroken = new Uint8Array(variables.length)
  let rowCount = 0
  let held: Frame[] = []
  /** The column that rows come of now, and its rows. */
  let column = -1
  let inColumn: Frame[] = []
  /** What was chosen and has not left. */
  let chosen: Frame[] = []

  function takeRows(frame: Frame): void {
    const { time } = frame
    for (let from = 0; from < time.length;) {
      const own = columnAt(edges, time[from]!, Math.max(column, 0))
      if (own !== column) beginColumn(own, time[from]!)
      const to = endOfColumn(time, from, edges[own + 1]!)
      const rows = sliceFrame(frame, from, to)
      inColumn.push(pickRows(rows, choosePoints(rows, drawn, unbroken)))
      if (countRows(inColumn) > mostInColumn) inColumn = [needed()]
      from = to
    }
  }

  /** Of the column's rows so far, those that it needs. */
  function needed(): Frame {
    const rows = concatFrames(inColumn, variables)
    return pickRows(rows, choosePoints(rows, drawn, isBroken))
  }

  function beginColumn(next: number, firstTime: number): void {
    endColumn()
    const at = Math.ceil(edges[column + 1]! / timeUnit) * timeUnit
    const isGap = column >= 0 && next > column + 1 && at < firstTime
    if (isGap && isBroken.includes(0)) {
      chosen.push(rowWithoutValues(variables, at))
      isBroken.fill(1)
    }
    column = next
  }

  function endColumn(): void {
    if (inColumn.length === 0) return
    const rows = needed()
    inColumn = []
    if (rows.time.length === 0) return
    chosen.push(rows)
    variables.forEach((name, variable) => {
      isBroken[variable] = isNaN(rows.columns.get(name)!.at(-1)!) ? 1 : 0
    })
  }

  function leave(least: number): Frame[] {
    if (chosen.length === 0 || countRows(chosen) < least) return []
    const frame = concatFrames(chosen, variables)
    chosen = []
    return [frame]
  }

  return {
    push(frame) {
      rowCount += frame.time.length
      if (rowCount <= points) {
        held.push(copyRows(frame))
        return []
      }
      const before = held
      held = []
      for (const one of before) takeRows(one)
      takeRows(frame)
      return leave(rowsPerFrame)
    },
    end() {
      if (rowCount <= points) return held
      endColumn()
      return leave(1)
    },
    isThinned: () => rowCount > points,
  }
}

/** The column of a time that is in none before `from`. */
function columnAt(edges: Float64Array, time: number, from: number): number {
  let column = from
  while (column < edges.length - 2 && time >= edges[column + 1]!) column++
  return column
}

function endOfColumn(time: Float64Array, from: number, edge: number): number {
  let to = from + 1
  while (to < time.length && time[to]! < edge) to++
  return to
}

function countRows(frames: readonly Frame[]): number {
  return frames.reduce((sum, { time }) => sum + time.length, 0)
}

function rowWithoutValues(variables: readonly string[], at: number): Frame {
  return {
    time: Float64Array.of(at),
    columns: new Map(variables.map((name) => [name, Float64Array.of(NaN)])),
  }
}
