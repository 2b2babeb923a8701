import { MinuanoError } from '../../errors/minuano-error.ts'
import type { Frame } from '../frame.ts'
import { epoch2000, two32, writeFloat, writeTime } from './postgres-fields.ts'

/*
 * PostgreSQL's binary COPY format: a signature, flags and extension length; a row is a field count
 * and, for each field, its length (-1: NULL) and bytes; a count of -1 ends. All big-endian. Times
 * are int64 microseconds since 2000-01-01. https://www.postgresql.org/docs/current/sql-copy.html
 */
const signature = Uint8Array.of(80, 71, 67, 79, 80, 89, 10, 255, 13, 10, 0)
const headerBytes = signature.length + 8
const trailerBytes = 2

/** The bytes before the first row. */
export function copyHeader(): Uint8Array {
  const header = new Uint8Array(headerBytes)
  header.set(signature)
  return header
}

/** The bytes after the last row. */
export function copyTrailer(): Uint8Array {
  return Uint8Array.of(255, 255)
}

/**
 * The rows of a frame: a `timestamptz`, then a `float8` for each column, and for `last` if it is there;
 * NULL for no value.
 */
export function encodeCopyRows(frame: Frame, last?: Float64Array): Uint8Array {
  const columns = [...frame.columns.values(), ...(last === undefined ? [] : [last])]
  const buffer = new Uint8Array(frame.time.length * (2 + 12 * (1 + columns.length)))
  const view = new DataView(buffer.buffer)
  let at = 0
  for (let row = 0; row < frame.time.length; row++) {
    view.setInt16(at, 1 + columns.length)
    at = writeTime(view, at + 2, frame.time[row]!)
    for (const values of columns) at = writeFloat(view, at, values[row]!)
  }
  return buffer.subarray(0, at)
}

/** One signal's values: `id` goes into every row; a value that is NaN or infinite makes no row. */
export interface Series {
  readonly id: number
  readonly time: Float64Array
  readonly values: Float64Array
}

export const seriesRowBytes = 34
/** Chunks leave at this size: fewer are less work, and this many bytes are not yet a burden. */
const chunkBytes = 256 * 1024

/** Rows of series, encoded piece by piece, as a whole COPY answer in chunks: each is written to the server by itself. */
export function* asCopyAnswer(pieces: Iterable<Uint8Array>): Generator<Uint8Array> {
  let chunk: Uint8Array[] = [copyHeader()]
  let length = 0
  for (const piece of pieces) {
    chunk.push(piece)
    length += piece.length
    if (length < chunkBytes) continue
    yield Buffer.concat(chunk)
    chunk = []
    length = 0
  }
  yield Buffer.concat([...chunk, copyTrailer()])
}

/** How many rows of series a whole COPY answer of so many bytes has. */
export function copyAnswerRows(bytes: number): number {
  return (bytes - headerBytes - trailerBytes) / seriesRowBytes
}

/** Series as a whole COPY answer: rows of an `int4` id, a `timestamptz`, a `float8`. */
export function encodeCopySeries(series: Iterable<Series>): Generator<Uint8Array> {
  return asCopyAnswer(encodeEach(series))
}

function* encodeEach(series: Iterable<Series>): Generator<Uint8Array> {
  for (const one of series) yield encodeSeries(one)
}

/** A series as rows of a COPY answer, without its header and trailer. */
export function encodeSeries({ id, time, values }: Series): Uint8Array {
  const buffer = new Uint8Array(time.length * seriesRowBytes)
  const view = new DataView(buffer.buffer)
  let at = 0
  for (let row = 0; row < time.length; row++) {
    if (!Number.isFinite(values[row]!)) continue
    view.setInt16(at, 3)
    view.setInt32(at + 2, 4)
    view.setInt32(at + 6, id)
    at = writeFloat(view, writeTime(view, at + 10, time[row]!), values[row]!)
  }
  return buffer.subarray(0, at)
}

/** Reads a COPY answer as it arrives; `push` gives the frames that are full, `end` the rest. */
export interface CopyDecoder {
  push(chunk: Uint8Array): Frame[]
  end(): Frame
  /** Takes back a frame that nobody reads any more: a later one is written over it, also another's. */
  recycle(frame: Frame): void
}

/**
 * Decodes rows of a non-null `timestamptz` and `float8` columns into frames of `rowsPerFrame`. NULL,
 * NaN and infinities are no value: NaN. Throws `source-refused` or `target-refused` if the bytes are
 * not such rows, `…-unavailable` if they end early.
 */
export function createCopyDecoder(
  columnNames: readonly string[],
  rowsPerFrame: number,
  side: 'Source' | 'Target' = 'Source',
): CopyDecoder {
  const refused = side === 'Source' ? 'source-refused' : 'target-refused'
  const unavailable = side === 'Source' ? 'source-unavailable' : 'target-unavailable'
  const malformed = () =>
    new MinuanoError(refused, `the ${side} answered rows of another shape than asked`)
  const rowBytes = 2 + 12 * (1 + columnNames.length)
  let pending: Uint8Array = new Uint8Array(0)
  let started = false
  let ended = false
  let row = 0
  let time = none
  let columns = columnNames.map(() => none)

  /** Makes room for a frame's rows: its first row is here. */
  function beginFrame(): void {
    time = takeArray(rowsPerFrame)
    columns = columnNames.map(() => takeArray(rowsPerFrame))
  }

  function takeFrame(): Frame {
    const frame = {
      time: time.subarray(0, row),
      columns: new Map(columnNames.map((name, index) => [name, columns[index]!.subarray(0, row)])),
    }
    // It is the taker's now: an answer without rows must not give it away a second time.
    row = 0
    time = none
    columns = columnNames.map(() => none)
    return frame
  }

  /** Reads the row at `at`; gives the next row's place. A NULL leaves a row shorter than `rowBytes`. */
  function readRow(view: DataView, at: number): number {
    if (view.getInt32(at + 2) !== 8) throw malformed()
    if (row === 0) beginFrame()
    time[row] = view.getInt32(at + 6) * two32 + view.getUint32(at + 10) + epoch2000
    at += 14
    for (const values of columns) {
      const length = view.getInt32(at)
      if (length === 8) {
        const value = view.getFloat64(at + 4)
        // NaN and both infinities alike fail this comparison with themselves.
        values[row] = value - value === 0 ? value : NaN
        at += 12
      } else if (length === -1) {
        values[row] = NaN
        at += 4
      } else throw malformed()
    }
    row++
    return at
  }

  /** Whether the row at `at` is wholly there, when fewer than `rowBytes` are. */
  function isWhole(view: DataView, at: number): boolean {
    at += 2
    for (let field = 0; field <= columnNames.length; field++) {
      if (at + 4 > view.byteLength) return false
      const length = view.getInt32(at)
      if (length !== 8 && length !== -1) throw malformed()
      at += 4 + Math.max(0, length)
    }
    return at <= view.byteLength
  }

  return {
    push(chunk) {
      const bytes = pending.length === 0 ? chunk : concat(pending, chunk)
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      const frames: Frame[] = []
      let at = 0
      if (!started) {
        if (bytes.length < headerBytes) {
          pending = bytes
          return frames
        }
        // The flags and the extension's length are 0 in every PostgreSQL since 12.
        if (!copyHeader().every((byte, index) => bytes[index] === byte)) throw malformed()
        at = headerBytes
        started = true
      }
      while (!ended && at + trailerBytes <= bytes.length) {
        const count = view.getInt16(at)
        if (count === -1) {
          ended = true
          at += trailerBytes
          break
        }
        if (count !== 1 + columnNames.length) throw malformed()
        if (at + rowBytes > bytes.length && !isWhole(view, at)) break
        at = readRow(view, at)
        if (row === rowsPerFrame) frames.push(takeFrame())
      }
      pending = bytes.subarray(at)
      return frames
    },
    end() {
      if (!ended) {
        throw new MinuanoError(unavailable, `the ${side} broke off its answer: try again`)
      }
      return takeFrame()
    },
    recycle({ time, columns }) {
      giveArray(time)
      for (const values of columns.values()) giveArray(values)
    },
  }
}

const none: Float64Array = new Float64Array(0)

/**
 * Arrays that nobody reads any more, whose making and collecting is spared: two megabytes at the most, be they a few
 * long ones or those of a table of 1,500 columns, whose frames have ten rows.
 */
const spareArrays: Float64Array[] = []
const mostSpareCells = 262_144
let spareCells = 0

function takeArray(length: number): Float64Array {
  const spare = spareArrays.pop()
  if (spare === undefined) return new Float64Array(length)
  spareCells -= spare.length
  return spare.length === length ? spare : new Float64Array(length)
}

function giveArray(array: Float64Array): void {
  const whole = new Float64Array(array.buffer)
  if (whole.length === 0 || spareCells + whole.length > mostSpareCells) return
  spareArrays.push(whole)
  spareCells += whole.length
}

function concat(first: Uint8Array, second: Uint8Array): Uint8Array {
  const joined = new Uint8Array(first.length + second.length)
  joined.set(first)
  joined.set(second, first.length)
  return joined
}
