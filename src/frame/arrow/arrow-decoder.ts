import { MinuanoError } from '../../errors/minuano-error.ts'
import { isUtc } from '../../time/zone.ts'
import {
  batchSlot,
  continuation,
  doublePrecision,
  fieldSlot,
  headerType,
  littleEndian,
  messageSlot,
  microsecondUnit,
  rowCountKey,
  schemaSlot,
  timestampSlot,
  unitKey,
  valueType,
} from './arrow-format.ts'
import {
  fieldAddress,
  follow,
  readInt64,
  readString,
  readTables,
  readVector,
  rootTable,
} from './flatbuffer-reader.ts'
import type { Frame } from '../frame.ts'

/** No batch of ours comes near: a length beyond it is a broken stream, not a reason to wait for it. */
const largestMessage = 256 * 1024 * 1024

/** Reads an Arrow stream as it arrives: `push` gives the batches that are whole. */
export interface ArrowDecoder {
  push(chunk: Uint8Array): Frame[]
  /** Call when the answer has ended: throws `answer-cut-short` unless the stream was whole. */
  end(): void
  /** The units that the columns' metadata says: known once a batch is, or the stream's end. */
  readonly units: ReadonlyMap<string, string>
}

/**
 * Decodes what our encoder writes: one microsecond timestamp column in UTC, then float64 columns, and
 * the row count in the last message; units come with the columns. Throws `answer-malformed` for anything else, also for another
 * writer's stream, since without a row count nothing tells that it is whole; `answer-cut-short` for a
 * stream without its end mark, or with other rows than announced.
 */
export function createArrowDecoder(): ArrowDecoder {
  // A message arrives in many chunks: they are joined once, when it is whole.
  let pending: Uint8Array[] = []
  let pendingBytes = 0
  let neededBytes = 8
  let names: string[] | undefined
  const units = new Map<string, string>()
  let rows = 0
  let announced: number | undefined
  let ended = false

  /** Whether `count` bytes are there; if not, they are what to wait for. */
  function has(bytes: Uint8Array, at: number, count: number): boolean {
    neededBytes = count
    return bytes.length - at >= count
  }

  /** Reads the message at `at`, if it is whole: its frame, and where the next one begins. */
  function readMessage(
    bytes: Uint8Array,
    at: number,
  ): { next: number; frame?: Frame | undefined } | undefined {
    if (!has(bytes, at, 8)) return undefined
    const prefix = new DataView(bytes.buffer, bytes.byteOffset + at, 8)
    if (prefix.getUint32(0, true) !== continuation) throw malformed('a message has no prefix')
    const metadataLength = prefix.getInt32(4, true)
    if (metadataLength === 0) {
      ended = true
      return { next: at + 8 }
    }
    if (metadataLength < 0 || metadataLength > largestMessage) throw malformed('a message too long')
    if (!has(bytes, at, 8 + metadataLength)) return undefined
    const view = new DataView(bytes.buffer, bytes.byteOffset + at + 8, metadataLength)
    const message = rootTable(view)
    const bodyAddress = fieldAddress(view, message, messageSlot.bodyLength)
    const bodyLength = bodyAddress === 0 ? 0 : readInt64(view, bodyAddress)
    if (bodyLength < 0 || bodyLength > largestMessage) throw malformed('a message too long')
    const body = at + 8 + metadataLength
    const next = body + bodyLength
    if (!has(bytes, at, next - at)) return undefined
    const header = follow(view, fieldAddress(view, message, messageSlot.header))
    const type = view.getUint8(fieldAddress(view, message, messageSlot.headerType))
    if (type === headerType.schema && names === undefined) {
      names = readSchema(view, header, units)
      return { next }
    }
    if (type !== headerType.recordBatch || names === undefined) throw malformed('a strange message')
    announced = readAnnouncedRows(view, message) ?? announced
    const frame = readBatch(view, header, bytes.subarray(body, next), names)
    rows += frame.time.length
    return { next, frame }
  }

  return {
    units,
    push(chunk) {
      const frames: Frame[] = []
      pending.push(chunk)
      pendingBytes += chunk.length
      if (pendingBytes < neededBytes && !ended) return frames
      const bytes = pending.length === 1 ? chunk : Buffer.concat(pending)
      let at = 0
      try {
        while (!ended) {
          const message = readMessage(bytes, at)
          if (message === undefined) break
          if (message.frame !== undefined && message.frame.time.length > 0) {
            frames.push(message.frame)
          }
          at = message.next
        }
      } catch (error) {
        if (error instanceof MinuanoError) throw error
        throw malformed('a message cannot be read', error)
      }
      if (ended && at < bytes.length) throw malformed('bytes follow the end mark')
      pending = at < bytes.length ? [bytes.subarray(at)] : []
      pendingBytes = bytes.length - at
      return frames
    },
    end() {
      if (!ended) throw cutShort('ended before its end mark')
      if (announced === undefined) throw malformed('it announces no row count')
      if (announced !== rows) throw cutShort(`announced ${announced} rows and brought ${rows}`)
    },
  }
}

/** The value columns' names, and into `units` their units; the first field must be the time. */
function readSchema(view: DataView, schema: number, units: Map<string, string>): string[] {
  const endianness = fieldAddress(view, schema, schemaSlot.endianness)
  if (endianness !== 0 && view.getInt16(endianness, true) !== littleEndian) {
    throw malformed('it is big-endian')
  }
  return readTables(view, schema, schemaSlot.fields)
    .map((field, index) => {
      const typeType = view.getUint8(fieldAddress(view, field, fieldSlot.typeType))
      const type = follow(view, fieldAddress(view, field, fieldSlot.type))
      const detailAddress = fieldAddress(view, type, 0)
      const detail = detailAddress === 0 ? 0 : view.getInt16(detailAddress, true)
      const isExpected =
        index === 0
          ? typeType === valueType.timestamp &&
            detail === microsecondUnit &&
            isUtc(readString(view, type, timestampSlot.timezone) ?? '')
          : typeType === valueType.floatingPoint && detail === doublePrecision
      const name = readString(view, field, fieldSlot.name) ?? ''
      if (!isExpected) throw malformed(`column "${name}" has a type that was not asked for`)
      const unit = readPair(view, field, fieldSlot.metadata, unitKey)
      if (unit !== undefined) units.set(name, unit)
      return name
    })
    .slice(1)
}

function readAnnouncedRows(view: DataView, message: number): number | undefined {
  const rows = readPair(view, message, messageSlot.metadata, rowCountKey)
  return rows === undefined ? undefined : Number(rows)
}

/** The value of a key in a table's custom metadata. */
function readPair(view: DataView, table: number, slot: number, key: string): string | undefined {
  const pair = readTables(view, table, slot).find((pair) => readString(view, pair, 0) === key)
  return pair === undefined ? undefined : readString(view, pair, 1)
}

function readBatch(
  view: DataView,
  batch: number,
  body: Uint8Array,
  names: readonly string[],
): Frame {
  const lengthAddress = fieldAddress(view, batch, batchSlot.length)
  const rows = lengthAddress === 0 ? 0 : readInt64(view, lengthAddress)
  if (fieldAddress(view, batch, batchSlot.compression) !== 0) throw malformed('it is compressed')
  const nodes = readVector(view, batch, batchSlot.nodes)
  const buffers = readVector(view, batch, batchSlot.buffers)
  const columns = names.length + 1
  if (nodes.length !== columns || buffers.length !== 2 * columns) {
    throw malformed('a batch has another number of columns than its schema')
  }
  const bufferOf = (index: number, needed: number): Uint8Array => {
    const offset = readInt64(view, buffers.at + 16 * index)
    if (offset < 0 || offset + needed > body.length) throw malformed('a buffer is out of bounds')
    return body.subarray(offset, offset + needed)
  }
  if (readInt64(view, nodes.at + 8) !== 0) throw malformed('a time is missing')
  const time = readTimes(bufferOf(1, rows * 8), rows)
  const values = names.map((name, column): [string, Float64Array] => {
    const nulls = readInt64(view, nodes.at + 16 * (column + 1) + 8)
    const data = new Float64Array(rows)
    new Uint8Array(data.buffer).set(bufferOf(2 * column + 3, rows * 8))
    if (nulls > 0) clearMissing(data, bufferOf(2 * column + 2, Math.ceil(rows / 8)))
    return [name, data]
  })
  return { time, columns: new Map(values) }
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

function malformed(what: string, cause?: unknown): MinuanoError {
  return new MinuanoError(
    'answer-malformed',
    `the answer is not the Arrow stream that was asked for: ${what}. Is CONNECTOR_URL a Minuano Connector?`,
    { cause },
  )
}

function cutShort(what: string): MinuanoError {
  return new MinuanoError('answer-cut-short', `the Connector's answer ${what}: try again`)
}
