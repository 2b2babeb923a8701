import {
  checksumKey,
  clockKey,
  continuation,
  doublePrecision,
  headerType,
  holdKey,
  microsecondUnit,
  orderKey,
  padTo8,
  reasonsOfKey,
  rowCountKey,
  rowsKey,
  unitKey,
  untilNext,
  valueType,
} from './arrow-format.ts'
import type { Checksum } from './arrow-format.ts'
import { encodeField, encodeMessage, encodePairs } from './arrow-message.ts'
import type { Note } from './arrow-message.ts'
import { encodeAssetDictionary, encodeAssetField } from './asset-dictionary.ts'
import { createFlatbufferWriter, int16, int32, int64, reference } from './flatbuffer-writer.ts'
import type { FlatbufferWriter, Place } from './flatbuffer-writer.ts'
import type { Asset } from '../../signal/asset.ts'
import { emptyFrame } from '../frame.ts'
import type { Frame, FrameEncoder, FrameLayout } from '../frame.ts'
import { reasonColumns } from '../reason-columns.ts'

/**
 * Writes frames as an Arrow IPC stream: a non-null `timestamp[us, UTC]` column, where the layout has assets a
 * non-null column of them by a dictionary that stands before the first batch, then nullable
 * `float64` columns, whose metadata says their unit; NaN and infinities are null. Where the layout has
 * reasons, non-null `uint8` columns follow, whose metadata says of which variable. Ends with an empty
 * batch that carries the row count, with `checksum` also the checksum of all before it, and the end-of-stream mark.
 */
export function createArrowEncoder(layout: FrameLayout, checksum?: Checksum): FrameEncoder {
  const reasons = layout.reasons ?? []
  let sum = 0
  const add = (message: Uint8Array) => {
    if (checksum !== undefined) sum = checksum(message, sum)
    return message
  }
  return {
    start: () => add(encodeStart(layout)),
    rows: (frame, asset) => add(encodeBatch(frame, reasons, assetPlace(layout, asset))),
    end: (rowCount) => {
      const place = layout.assets === undefined ? undefined : 0
      const notes: Note[] = [[rowCountKey, String(rowCount)]]
      if (checksum !== undefined) notes.push([checksumKey, String(sum)])
      const last = encodeBatch(emptyFrame(layout.columns), reasons, place, notes)
      const bytes = new Uint8Array(last.length + 8)
      bytes.set(last)
      new DataView(bytes.buffer).setUint32(last.length, continuation, true)
      return bytes
    },
  }
}

/** Where a frame's asset stands among the layout's; undefined where it has none. */
function assetPlace({ assets }: FrameLayout, asset: Asset = ''): number | undefined {
  if (assets === undefined) return undefined
  const place = assets.indexOf(asset)
  if (place < 0) throw new Error(`the layout has no asset ${asset}`)
  return place
}

function encodeStart(layout: FrameLayout): Uint8Array {
  const schema = encodeSchema(layout)
  if (layout.assets === undefined) return schema
  return Buffer.concat([schema, encodeAssetDictionary(layout.assets)])
}

/** The last schema: most requests ask for the same variables, and writing it takes half of their batch. */
let lastSchema: { readonly key: string; readonly message: Uint8Array } | undefined

function encodeSchema(layout: FrameLayout): Uint8Array {
  const { timeName, assets, assetColumn, columns, units, holds, reasons } = layout
  const { clock, order, hasOwnRows } = layout
  const unitsOf = columns.map((name) => units?.get(name))
  const hasAssets = assets !== undefined
  const [holdsOf, notes] = [[...(holds ?? [])], [...(layout.notes ?? [])]]
  const key = JSON.stringify([
    ...[timeName, columns, unitsOf, holdsOf, reasons, clock, order, hasAssets, hasOwnRows],
    ...[assetColumn, notes],
  ])
  if (lastSchema?.key !== key) lastSchema = { key, message: writeSchema(layout) }
  return lastSchema.message
}

function writeSchema(layout: FrameLayout): Uint8Array {
  const writer = createFlatbufferWriter()
  const utc = writer.string('UTC')
  const timestamp = writer.table([int16(microsecondUnit), reference(utc)])
  const double = writer.table([int16(doublePrecision)])
  const ofTime = [
    ...noteOf(clockKey, layout.clock),
    ...noteOf(orderKey, layout.order),
    ...noteOf(rowsKey, layout.hasOwnRows === true ? 'own' : undefined),
  ]
  const fields = [
    encodeField(writer, layout.timeName, ofTime, false, valueType.timestamp, timestamp),
    ...(layout.assets === undefined ? [] : [encodeAssetField(writer, layout.assetColumn)]),
    ...layout.columns.map((name) => {
      const hold = layout.holds?.get(name)
      const notes = [
        ...noteOf(unitKey, layout.units?.get(name)),
        ...noteOf(holdKey, hold && String(hold.most ?? untilNext)),
      ]
      return encodeField(writer, name, notes, true, valueType.floatingPoint, double)
    }),
    ...encodeReasonFields(writer, layout),
  ]
  const notes = [...(layout.notes ?? [])]
  const metadata = notes.length === 0 ? undefined : reference(encodePairs(writer, notes))
  const schema = writer.table([int16(0), reference(writer.references(fields)), metadata])
  return encodeMessage(writer, headerType.schema, schema, 0)
}

/** Unsigned bytes: signedness is left at its default. */
function encodeReasonFields(writer: FlatbufferWriter, layout: FrameLayout): Place[] {
  if (layout.reasons === undefined || layout.reasons.length === 0) return []
  const byte = writer.table([int32(8)])
  return [...reasonColumns(layout)].map(([variable, name]) =>
    encodeField(writer, name, [[reasonsOfKey, variable]], false, valueType.integer, byte),
  )
}

function noteOf(key: string, value: string | undefined): Note[] {
  return value === undefined ? [] : [[key, value]]
}

function encodeBatch(
  frame: Frame,
  reasons: readonly string[],
  asset: number | undefined,
  notes?: readonly Note[],
): Uint8Array {
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
  if (asset !== undefined) {
    place(0)
    place(rows * 4)
  }
  const firstValue = buffers.length
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
    ...(asset === undefined ? [] : [[rows, 0] as [number, number]]),
    ...columns.map(({ nulls }): [number, number] => [rows, nulls]),
    ...reasons.map((): [number, number] => [rows, 0]),
  ])
  const layout = writer.pairs(buffers)
  const batch = writer.table([int64(rows), reference(nodes), reference(layout)])
  const message = encodeMessage(writer, headerType.recordBatch, batch, bodyLength, notes)
  const body = message.length - bodyLength
  writeTimes(message, body + buffers[1]![0], frame.time)
  // Places are zero as they are.
  if (asset !== undefined && asset > 0) {
    new Int32Array(message.buffer, body + buffers[3]![0], rows).fill(asset)
  }
  columns.forEach(({ values, nulls }, index) => {
    const at = firstValue + 2 * index
    if (nulls > 0) writeValidity(message, body + buffers[at]![0], values)
    new Float64Array(message.buffer, body + buffers[at + 1]![0], rows).set(values)
  })
  reasons.forEach((variable, index) => {
    const bytes = frame.reasons?.get(variable)
    const place = buffers[firstValue + 2 * (columns.length + index) + 1]![0]
    if (bytes !== undefined) message.set(bytes, body + place)
  })
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
