import type { SecondDigits } from '../time/instant.ts'

/**
 * The one shape that travels the whole way: a time column and named value columns of its length.
 * `time` holds whole microseconds since 1970 (UTC); a value that is NaN is no value.
 */
export interface Frame {
  readonly time: Float64Array
  readonly columns: ReadonlyMap<string, Float64Array>
}

/** What a codec must know before the first row. */
export interface FrameLayout {
  /** The time column's name in the answer. */
  readonly timeName: string
  /** Decimals of a second in text formats: one width in an answer, since clients infer from the first. */
  readonly timeDigits: SecondDigits
  /** Names of the value columns, in order. */
  readonly columns: readonly string[]
  /** Their units, where they are known, for formats that have a place for them. */
  readonly units?: ReadonlyMap<string, string>
}

/** A codec's writing half: `start`, then `rows` for each frame, then `end` with the rows in all. */
export interface FrameEncoder {
  start(): Uint8Array
  rows(frame: Frame): Uint8Array
  end(rowCount: number): Uint8Array
}

export function emptyFrame(columns: readonly string[]): Frame {
  return {
    time: new Float64Array(0),
    columns: new Map(columns.map((name) => [name, new Float64Array(0)])),
  }
}

/** A column that must be there: asking for another is a fault in the program. */
export function columnOf(frame: Frame, name: string): Float64Array {
  const values = frame.columns.get(name)
  if (values === undefined) throw new Error(`the frame has no column ${name}`)
  return values
}

/** Frames of the same columns, one after another, as one. */
export function concatFrames(frames: readonly Frame[], columns: readonly string[]): Frame {
  if (frames.length === 1) return frames[0]!
  return {
    time: joinArrays(frames.map((frame) => frame.time)),
    columns: new Map(
      columns.map((name) => [name, joinArrays(frames.map((frame) => columnOf(frame, name)))]),
    ),
  }
}

/** Arrays one after another; a single one as it is. */
export function joinArrays(arrays: readonly Float64Array[]): Float64Array {
  if (arrays.length === 1) return arrays[0]!
  const joined = new Float64Array(arrays.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const array of arrays) {
    joined.set(array, at)
    at += array.length
  }
  return joined
}
