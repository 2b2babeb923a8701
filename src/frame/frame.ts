import type { Asset } from '../signal/asset.ts'
import type { Holds } from '../signal/hold.ts'
import type { SecondDigits } from '../time/instant.ts'

/**
 * The one shape that travels the whole way: a time column and named value columns of its length.
 * `time` holds whole microseconds since 1970 (UTC); a value that is NaN is no value.
 *
 * A frame that a generator yields may be written over once the next one is asked for (`readFrames`), one
 * that was given back to a decoder at once (`recycle`): copy what must be kept. Any other is its taker's.
 */
export interface Frame {
  readonly time: Float64Array
  readonly columns: ReadonlyMap<string, Float64Array>
  /**
   * By variable: why a value is missing or doubtful, a number of `reasons.ts` a row, 0 for nothing to say.
   * Of a variable that is not here nothing is known. Variables may share an array.
   */
  readonly reasons?: ReadonlyMap<string, Uint8Array> | undefined
}

/** Samples of one asset. */
export interface AssetFrame {
  readonly asset: Asset
  readonly frame: Frame
}

/** What a codec must know before the first row. */
export interface FrameLayout {
  /** The time column's name in the answer. */
  readonly timeName: string
  /** Decimals of a second in text formats: one width in an answer, since clients infer from the first. */
  readonly timeDigits: SecondDigits
  /**
   * The assets that rows may be of, in the order of the answer, whose rows then say theirs in a column
   * `asset` after the time; without them there is no such column.
   */
  readonly assets?: readonly Asset[] | undefined
  /** What that column is called in a file, where it is not `asset`: our own decoders know no other. */
  readonly assetColumn?: string | undefined
  /** Names of the value columns, in order. */
  readonly columns: readonly string[]
  /** Their units, where they are known, for formats that have a place for them. */
  readonly units?: ReadonlyMap<string, string>
  /** Of the columns whose values come on change how long one holds, for formats that have a place for it. */
  readonly holds?: Holds | undefined
  /** The columns that have reasons in the answer, each in a column of its own after all values. */
  readonly reasons?: readonly string[] | undefined
  /** The zone whose clock the Source's times are read from, where reasons are about it. */
  readonly clock?: string | undefined
  /** What says which of the rows of one time came first, where something does: they are in its order. */
  readonly order?: string | undefined
  /** Whether each column has rows of its own, and none where it has neither a value nor a reason. */
  readonly hasOwnRows?: boolean | undefined
  /** What a file says of itself, for formats that have a place for it. */
  readonly notes?: ReadonlyMap<string, string> | undefined
}

/** The name that the asset has in every answer, whatever it is called in the Source. */
export const assetName = 'asset'

/**
 * A codec's writing half: `start`, then `rows` for each frame, and its asset where the layout has assets,
 * then `end` with the rows in all.
 */
export interface FrameEncoder {
  start(): Uint8Array
  rows(frame: Frame, asset?: Asset): Uint8Array
  end(rowCount: number): Uint8Array
}

/** A frame without rows, of these columns, and of reasons of some of them. */
export function emptyFrame(columns: readonly string[], reasons?: readonly string[]): Frame {
  const none = {
    time: new Float64Array(0),
    columns: new Map(columns.map((name) => [name, new Float64Array(0)])),
  }
  if (reasons === undefined) return none
  return { ...none, reasons: new Map(reasons.map((name) => [name, new Uint8Array(0)])) }
}

/** A column that must be there: asking for another is a fault in the program. */
export function columnOf(frame: Frame, name: string): Float64Array {
  const values = frame.columns.get(name)
  if (values === undefined) throw new Error(`the frame has no column ${name}`)
  return values
}

/** Frames of the same columns, one after another, as one; it has the reasons that any of them has. */
export function concatFrames(frames: readonly Frame[], columns: readonly string[]): Frame {
  if (frames.length === 1) return frames[0]!
  const time = joinArrays(frames.map((frame) => frame.time))
  const joined = {
    time,
    columns: new Map(
      columns.map((name) => [name, joinArrays(frames.map((frame) => columnOf(frame, name)))]),
    ),
  }
  const reasons = joinReasons(frames, time.length)
  return reasons === undefined ? joined : { ...joined, reasons }
}

/** The rows [from, to) of a frame: views of its arrays, good as long as these are. */
export function sliceFrame({ time, columns, reasons }: Frame, from: number, to: number): Frame {
  const rows = {
    time: time.subarray(from, to),
    columns: new Map([...columns].map(([name, values]) => [name, values.subarray(from, to)])),
  }
  if (reasons === undefined) return rows
  return {
    ...rows,
    reasons: new Map([...reasons].map(([name, bytes]) => [name, bytes.subarray(from, to)])),
  }
}

/** Rows of a frame without reasons of a variable have none. */
function joinReasons(
  frames: readonly Frame[],
  rows: number,
): ReadonlyMap<string, Uint8Array> | undefined {
  if (frames.every(({ reasons }) => reasons === undefined)) return undefined
  const joined = new Map<string, Uint8Array>()
  let at = 0
  for (const { time, reasons } of frames) {
    for (const [name, bytes] of reasons ?? []) {
      let whole = joined.get(name)
      if (whole === undefined) joined.set(name, (whole = new Uint8Array(rows)))
      whole.set(bytes, at)
    }
    at += time.length
  }
  return joined
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
