import type { AssetFrame } from '../frame.ts'
import { batchSlot } from './arrow-format.ts'
import { fieldAddress, readInt64, readVector } from './flatbuffer-reader.ts'
import { malformed } from './malformed.ts'
import type { ArrowColumns } from './read-schema.ts'

/**
 * Reads a batch of these columns into arrays of its own; all its rows are of one of the assets, or of `''`.
 * Throws `answer-malformed`.
 */
export function readBatch(
  view: DataView,
  batch: number,
  body: Uint8Array,
  { hasAssets, values: names, reasons }: ArrowColumns,
  assets: readonly string[],
): AssetFrame {
  const lengthAddress = fieldAddress(view, batch, batchSlot.length)
  const rows = lengthAddress === 0 ? 0 : readInt64(view, lengthAddress)
  if (fieldAddress(view, batch, batchSlot.compression) !== 0) throw malformed('it is compressed')
  const nodes = readVector(view, batch, batchSlot.nodes)
  const buffers = readVector(view, batch, batchSlot.buffers)
  const before = hasAssets ? 2 : 1
  const columns = before + names.length + reasons.length
  if (nodes.length !== columns || buffers.length !== 2 * columns) {
    throw malformed('a batch has another number of columns than its schema')
  }
  // Buffers may lie over each other: read out, they would be as much for each column.
  if (rows * (8 * (names.length + 1) + (hasAssets ? 4 : 0) + reasons.length) > body.length)
    throw malformed('a batch is shorter than its rows')
  const bufferOf = (index: number, needed: number): Uint8Array => {
    const offset = readInt64(view, buffers.at + 16 * index)
    if (offset < 0 || offset + needed > body.length) throw malformed('a buffer is out of bounds')
    return body.subarray(offset, offset + needed)
  }
  if (readInt64(view, nodes.at + 8) !== 0) throw malformed('a time is missing')
  const time = readTimes(bufferOf(1, rows * 8), rows)
  let asset = ''
  if (hasAssets && rows > 0) {
    if (readInt64(view, nodes.at + 16 + 8) !== 0) throw malformed('an asset is missing')
    asset = readAsset(bufferOf(3, rows * 4), assets)
  }
  // One piece of memory for all: of a thousand columns pieces of some bytes each take 60 MB more at the most.
  const block = new Uint8Array(names.length * rows * 8)
  const columnsOfValues = names.map((name, index): [string, Float64Array] => {
    const column = before + index
    const nulls = readInt64(view, nodes.at + 16 * column + 8)
    block.set(bufferOf(2 * column + 1, rows * 8), index * rows * 8)
    const data = new Float64Array(block.buffer, index * rows * 8, rows)
    if (nulls > 0) clearMissing(data, bufferOf(2 * column, Math.ceil(rows / 8)))
    return [name, data]
  })
  const frame = { time, columns: new Map(columnsOfValues) }
  if (reasons.length === 0) return { asset, frame }
  const reasonsOf = reasons.map((variable, index): [string, Uint8Array] => {
    const column = before + names.length + index
    if (readInt64(view, nodes.at + 16 * column + 8) !== 0) throw malformed('a reason is missing')
    return [variable, bufferOf(2 * column + 1, rows).slice()]
  })
  return { asset, frame: { ...frame, reasons: new Map(reasonsOf) } }
}

/** The one asset of all rows: ours writes no batch of two. */
function readAsset(bytes: Uint8Array, assets: readonly string[]): string {
  const places = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const place = places.getInt32(0, true)
  for (let at = 4; at < bytes.length; at += 4) {
    if (places.getInt32(at, true) !== place) throw malformed('a batch is of two assets')
  }
  const asset = assets[place]
  if (asset === undefined) throw malformed('an asset is not in the dictionary')
  return asset
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
