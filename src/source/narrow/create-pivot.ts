import { MinuanoError } from '../../errors/minuano-error.ts'
import type { Frame } from '../../frame/frame.ts'
import { reasonNumbers } from '../../frame/reasons.ts'

/** Rows of series, in the order of asset and time. */
export interface SeriesRows {
  readonly time: Float64Array
  /** Of each row, its series: its place among those asked for, from 1 on. */
  readonly key: Float64Array
  /** NaN where the row gives none. */
  readonly value: Float64Array
  /** Why it gives none, or a doubtful one; without it NaN is `no-value`. */
  readonly reason?: Float64Array | Uint8Array | undefined
}

/** Where a series goes: the place of its asset, and of its column. */
export interface PivotPlace {
  readonly asset: number
  readonly column: number
}

/** A frame of the asset of a place. */
export interface PivotedFrame {
  readonly asset: number
  readonly frame: Frame
}

/** Turns rows of a value each into frames of a column a variable. */
export interface Pivot {
  /** Frames that are full. Each is good until the next is asked for. */
  push(rows: SeriesRows): Generator<PivotedFrame, void, void>
  /** What is left. */
  end(): Generator<PivotedFrame, void, void>
}

/** Cells of the rows of one time. A tag that has more rows of it is no series. */
const mostCellsAtOnce = 2_000_000

/**
 * A frame has as many rows of a time as the most repeated series of the asset has there: the first rows of each series
 * stand in the first of them, and what a series lacks is NaN, with the reason 0. Of a row that gives no value, and no
 * reason, the reason is `no-value`. Frames have so many rows, or as many as their last time needs.
 */
export function createPivot(
  names: readonly string[],
  places: readonly PivotPlace[],
  rowsPerFrame: number,
  withReasons: boolean,
): Pivot {
  const assetOf = Int32Array.from([0, ...places.map(({ asset }) => asset)])
  const columnOf = Int32Array.from([0, ...places.map(({ column }) => column)])
  /** Of each column, the row after its last one. */
  const next = new Int32Array(names.length)
  let capacity = 2 * rowsPerFrame
  let time = new Float64Array(capacity)
  let values = names.map(() => new Float64Array(capacity).fill(NaN))
  let reasons = names.map(() => new Uint8Array(withReasons ? capacity : 0))
  let rows = 0
  let runStart = 0
  let asset = 0

  function* flush(): Generator<PivotedFrame, void, void> {
    if (rows === 0) return
    const frame = {
      time: time.subarray(0, rows),
      columns: new Map(names.map((name, index) => [name, values[index]!.subarray(0, rows)])),
    }
    const bytes = () =>
      new Map(names.map((name, index) => [name, reasons[index]!.subarray(0, rows)]))
    yield { asset, frame: withReasons ? { ...frame, reasons: bytes() } : frame }
    for (const column of values) column.fill(NaN, 0, rows)
    for (const column of reasons) column.fill(0, 0, rows)
    next.fill(0)
    rows = runStart = 0
  }

  function grow(): void {
    capacity *= 2
    if (capacity * names.length > mostCellsAtOnce) throw tooMany(time[runStart]!)
    const larger = new Float64Array(capacity)
    larger.set(time)
    time = larger
    values = values.map((column) => {
      const copy = new Float64Array(capacity).fill(NaN)
      copy.set(column)
      return copy
    })
    if (!withReasons) return
    reasons = reasons.map((column) => {
      const copy = new Uint8Array(capacity)
      copy.set(column)
      return copy
    })
  }

  return {
    *push(given) {
      for (let index = 0; index < given.time.length; index++) {
        const instant = given.time[index]!
        const key = given.key[index]!
        const isOther = assetOf[key] !== asset
        if (isOther || rows === 0 || time[rows - 1] !== instant) {
          if (isOther || rows >= rowsPerFrame) yield* flush()
          asset = assetOf[key]!
          runStart = rows
          if (rows === capacity) grow()
          time[rows++] = instant
        }
        const column = columnOf[key]!
        const row = Math.max(runStart, next[column]!)
        if (row === rows) {
          if (rows === capacity) grow()
          time[rows++] = instant
        }
        next[column] = row + 1
        const value = given.value[index]!
        values[column]![row] = value
        if (withReasons) {
          const reason = given.reason?.[index] ?? 0
          reasons[column]![row] = reason === 0 && Number.isNaN(value) ? noValue : reason
        }
      }
    },
    end: flush,
  }
}

const noValue = reasonNumbers['no-value']

function tooMany(time: number): MinuanoError {
  return new MinuanoError(
    'source-refused',
    `the Source has more rows of one tag at ${new Date(time / 1000).toISOString()} than can be told apart: its tags are not told apart by SOURCE_TAG_COLUMN or SOURCE_VARIABLE_COLUMN, perhaps`,
  )
}
