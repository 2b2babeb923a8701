import type { Frame } from '../frame.ts'
import { batchSlot } from './arrow-format.ts'
import { fieldAddress, readInt64, readVector } from './flatbuffer-reader.ts'
import { malformed } from './malformed.ts'
import type { ArrowColumns } from './read-schema.ts'

/** Reads a batch of these columns into arrays of its own. Throws `answer-malformed`. */
export function readBatch(
  view: DataView,
  batch: number,
  body: Uint8Array,
  { values: names, reasons }: ArrowColumns,
): Frame {
  const lengthAddress = fieldAddress(view, batch, batchSlot.length)
  const rows = lengthAddress === 0 ? 0 : readInt64(view, lengthAddress)
  if (fieldAddress(view, batch, batchSlot.compression) !== 0) throw malformed('it is compressed')
  const nodes = readVector(view, batch, batchSlot.nodes)
  const buffers = readVector(view, batch, batchSlot.buffers)
  const columns = names.length + 1 + reasons.length
  if (nodes.length !== columns || buffers.length !== 2 * columns) {
    throw malformed('a batch has another number of columns than its schema')
  }
  // Buffers may lie over each other: read out, they would be as much for each column.
  if (rows * (8 * (names.length + 1) + reasons.length) > body.length)
    throw malformed('a batch is shorter than its rows')
  const bufferOf = (index: number, needed: number): Uint8Array => {
    const offset = readInt64(view, buffers.at + 16 * index)
    if (offset < 0 || offset + needed > body.length) throw malformed('a buffer is out of bounds')
    return body.subarray(offset, offset + needed)
  }
  if (readInt64(view, nodes.at + 8) !== 0) throw malformed('a time is missing')
  const time = readTimes(bufferOf(1, rows * 8), rows)
  const columnsOfValues = names.map((name, column): [string, Float64Array] => {
    const nulls = readInt64(view, nodes.at + 16 * (column + 1) + 8)
    const data = new Float64Array(rows)
    new Uint8Array(data.buffer).set(bufferOf(2 * column + 3, rows * 8))
    if (nulls > 0) clearMissing(data, bufferOf(2 * column + 2, Math.ceil(rows / 8)))
    return [name, data]
  })
  const frame = { time, columns: new Map(columnsOfValues) }
  if (reasons.length === 0) return frame
  const reasonsOf = reasons.map((variable, index): [string, Uint8Array] => {
    const column = names.length + 1 + index
    if (readInt64(view, nodes.at + 16 * column + 8) !== 0) throw malformed('a reason is missing')
    return [variable, bufferOf(2 * column + 1, rows).slice()]
  })
  return { ...frame, reasons: new Map(reasonsOf) }
}

function readTimes(bytes: Uint8Array, rows: number): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const time = new Float64Array(rows)
  for (let row = 0; row < rows; row++) time[row] = readInt64(view, row * 8)
  return time
}

function clearMissing(data: Float64Array, validity: Uint8Array): void {
  for (let row = 0; row < data.length; row++) {
    if ((validity[row >> 3]! & (1 << (row & 7))) === 0) data[row] = NaN
  }
}
