import {
  clockKey,
  continuation,
  doublePrecision,
  headerType,
  metadataVersion5,
  microsecondUnit,
  orderKey,
  padTo8,
  reasonsOfKey,
  rowCountKey,
  unitKey,
  valueType,
} from './arrow-format.ts'
import {
  createFlatbufferWriter,
  int16,
  int32,
  int64,
  int8,
  reference,
} from './flatbuffer-writer.ts'
import type { FlatbufferWriter, Place } from './flatbuffer-writer.ts'
import { emptyFrame } from '../frame.ts'
import type { Frame, FrameEncoder, FrameLayout } from '../frame.ts'
import { reasonColumns } from '../reason-columns.ts'

/**
 * Writes frames as an Arrow IPC stream: a non-null `timestamp[us, UTC]` column, then nullable
 * `float64` columns, whose metadata says their unit; NaN and infinities are null. Where the layout has
 * reasons, non-null `uint8` columns follow, whose metadata says of which variable. Ends with an empty
 * batch that carries the row count, and the end-of-stream mark.
 */
export function createArrowEncoder(layout: FrameLayout): FrameEncoder {
  const reasons = layout.reasons ?? []
  return {
    start: () => encodeSchema(layout),
    rows: (frame) => encodeBatch(frame, reasons),
    end: (rowCount) => {
      const last = encodeBatch(emptyFrame(layout.columns), reasons, rowCount)
      const bytes = new Uint8Array(last.length + 8)
      bytes.set(last)
      new DataView(bytes.buffer).setUint32(last.length, continuation, true)
      return bytes
    },
  }
}

/** The last schema: most requests ask for the same variables, and writing it takes half of their batch. */
let lastSchema: { readonly key: string; readonly message: Uint8Array } | undefined

function encodeSchema(layout: FrameLayout): Uint8Array {
  const { timeName, columns, units, reasons, clock, order } = layout
  const unitsOf = columns.map((name) => units?.get(name))
  const key = JSON.stringify([timeName, columns, unitsOf, reasons, clock, order])
  if (lastSchema?.key !== key) lastSchema = { key, message: writeSchema(layout) }
  return lastSchema.message
}

function writeSchema(layout: FrameLayout): Uint8Array {
  const writer = createFlatbufferWriter()
  const utc = writer.string('UTC')
  const timestamp = writer.table([int16(microsecondUnit), reference(utc)])
  const double = writer.table([int16(doublePrecision)])
  const ofTime = [...noteOf(clockKey, layout.clock), ...noteOf(orderKey, layout.order)]
  const fields = [
    encodeField(writer, layout.timeName, ofTime, false, valueType.timestamp, timestamp),
    ...layout.columns.map((name) => {
      const notes = noteOf(unitKey, layout.units?.get(name))
      return encodeField(writer, name, notes, true, valueType.floatingPoint, double)
    }),
    ...encodeReasonFields(writer, layout),
  ]
  const schema = writer.table([int16(0), reference(writer.references(fields))])
  return encodeMessage(writer, headerType.schema, schema, 0, undefined)
}

/** Unsigned bytes: signedness is left at its default. */
function encodeReasonFields(writer: FlatbufferWriter, layout: FrameLayout): Place[] {
  if (layout.reasons === undefined || layout.reasons.length === 0) return []
  const byte = writer.table([int32(8)])
  return [...reasonColumns(layout)].map(([variable, name]) =>
    encodeField(writer, name, [[reasonsOfKey, variable]], false, valueType.integer, byte),
  )
}

/** A key and its value. */
type Note = readonly [key: string, value: string]

function noteOf(key: string, value: string | undefined): Note[] {
  return value === undefined ? [] : [[key, value]]
}

/** A field with some notes, or without. */
function encodeField(
  writer: FlatbufferWriter,
  name: string,
  notes: readonly Note[],
  nullable: boolean,
  typeType: number,
  type: Place,
): Place {
  const nameText = writer.string(name)
  // Arrow's C++ readers refuse a field without a list of children, even an empty one.
  const children = writer.references([])
  const metadata = notes.length === 0 ? undefined : encodePairs(writer, notes)
  return writer.table([
    reference(nameText),
    int8(nullable ? 1 : 0),
    int8(typeType),
    reference(type),
    undefined,
    reference(children),
    metadata === undefined ? undefined : reference(metadata),
  ])
}

/** Custom metadata. */
function encodePairs(writer: FlatbufferWriter, notes: readonly Note[]): Place {
  const pairs = notes.map(([key, value]) => {
    const valueText = writer.string(value)
    const keyText = writer.string(key)
    return writer.table([reference(keyText), reference(valueText)])
  })
  return writer.references(pairs)
}

function encodeBatch(frame: Frame, reasons: readonly string[], announcedRows?: number): Uint8Array {
  const rows = frame.time.length
  const columns = [...frame.columns.values()].map((values) => ({
    values,
    nulls: countMissing(values),
  }))
  const bitmapBytes = Math.ceil(rows / 8)
  const buffers: [number, number][] = []
  let bodyLength = 0
  const place = (length: number) => {
    buffers.push([bodyLength, length])
    bodyLength += padTo8(length)
  }
  place(0)
  place(rows * 8)
  for (const { nulls } of columns) {
    place(nulls === 0 ? 0 : bitmapBytes)
    place(rows * 8)
  }
  for (let index = 0; index < reasons.length; index++) {
    place(0)
    place(rows)
  }
  const writer = createFlatbufferWriter()
  const nodes = writer.pairs([
    [rows, 0],
    ...columns.map(({ nulls }): [number, number] => [rows, nulls]),
    ...reasons.map((): [number, number] => [rows, 0]),
  ])
  const layout = writer.pairs(buffers)
  const batch = writer.table([int64(rows), reference(nodes), reference(layout)])
  const message = encodeMessage(writer, headerType.recordBatch, batch, bodyLength, announcedRows)
  const body = message.length - bodyLength
  writeTimes(message, body + buffers[1]![0], frame.time)
  columns.forEach(({ values, nulls }, index) => {
    if (nulls > 0) writeValidity(message, body + buffers[2 + 2 * index]![0], values)
    new Float64Array(message.buffer, body + buffers[3 + 2 * index]![0], rows).set(values)
  })
  reasons.forEach((variable, index) => {
    const bytes = frame.reasons?.get(variable)
    const place = buffers[3 + 2 * (columns.length + index)]![0]
    if (bytes !== undefined) message.set(bytes, body + place)
  })
  return message
}

/** A whole message, its body still zero: prefix, metadata, body, each a multiple of 8 bytes long. */
function encodeMessage(
  writer: FlatbufferWriter,
  type: number,
  header: Place,
  bodyLength: number,
  announcedRows: number | undefined,
): Uint8Array {
  const metadata =
    announcedRows === undefined
      ? undefined
      : encodePairs(writer, [[rowCountKey, String(announcedRows)]])
  const root = writer.table([
    int16(metadataVersion5),
    int8(type),
    reference(header),
    int64(bodyLength),
    metadata === undefined ? undefined : reference(metadata),
  ])
  const flatbuffer = writer.finish(root)
  const message = new Uint8Array(8 + flatbuffer.length + bodyLength)
  const view = new DataView(message.buffer)
  view.setUint32(0, continuation, true)
  view.setInt32(4, flatbuffer.length, true)
  message.set(flatbuffer, 8)
  return message
}

function countMissing(values: Float64Array): number {
  let missing = 0
  for (let row = 0; row < values.length; row++) if (!Number.isFinite(values[row]!)) missing++
  return missing
}

/** Int64 little-endian from exact doubles: two 32-bit halves are ten times faster than BigInt. */
function writeTimes(message: Uint8Array, at: number, time: Float64Array): void {
  const halves = new Int32Array(message.buffer, at, time.length * 2)
  for (let row = 0; row < time.length; row++) {
    const high = Math.floor(time[row]! / 2 ** 32)
    halves[2 * row] = time[row]! - high * 2 ** 32
    halves[2 * row + 1] = high
  }
}

/** One bit a row, least significant first: 1 where there is a value. */
function writeValidity(message: Uint8Array, at: number, values: Float64Array): void {
  for (let row = 0; row < values.length; row++) {
    if (Number.isFinite(values[row]!)) message[at + (row >> 3)]! |= 1 << (row & 7)
  }
}
