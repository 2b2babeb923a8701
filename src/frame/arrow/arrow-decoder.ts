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

/**
 * What a message may hold, in bytes. A batch of ours has 16,384 cells, 150 kB, and its metadata 48 bytes a
 * column; a schema of 1,600 columns takes 1 MB. A length beyond is a broken stream, not a reason to wait.
 */
const largestBody = 16 * 1024 * 1024
const largestMetadata = 4 * 1024 * 1024
/** PostgreSQL's tables have 1,600 at the most. */
const mostColumns = 10_000

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
 * stream without its end mark, or with other rows than announced. With `columns`, a schema of others is
 * refused before any row is read. Of a stream no more is held than one message, which is bounded.
 */
export function createArrowDecoder(columns?: readonly string[]): ArrowDecoder {
  // A message that arrives in many chunks is gathered here, to the byte that is known to be its own.
  let held = new Uint8Array(0)
  let heldBytes = 0
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
    if (metadataLength < 0 || metadataLength > largestMetadata) throw tooLong(metadataLength)
    if (!has(bytes, at, 8 + metadataLength)) return undefined
    const view = new DataView(bytes.buffer, bytes.byteOffset + at + 8, metadataLength)
    const message = rootTable(view)
    const bodyAddress = fieldAddress(view, message, messageSlot.bodyLength)
    const bodyLength = bodyAddress === 0 ? 0 : readInt64(view, bodyAddress)
    if (bodyLength < 0 || bodyLength > largestBody) throw tooLong(bodyLength)
    const body = at + 8 + metadataLength
    const next = body + bodyLength
    if (!has(bytes, at, next - at)) return undefined
    const header = follow(view, fieldAddress(view, message, messageSlot.header))
    const type = view.getUint8(fieldAddress(view, message, messageSlot.headerType))
    if (type === headerType.schema && names === undefined) {
      names = readSchema(view, header, units)
      if (columns !== undefined) checkColumns(names, columns)
      return { next }
    }
    if (type !== headerType.recordBatch || names === undefined) throw malformed('a strange message')
    announced = readAnnouncedRows(view, message) ?? announced
    const frame = readBatch(view, header, bytes.subarray(body, next), names)
    rows += frame.time.length
    return { next, frame }
  }

  /** Adds to the message that is held what it lacks, from `at` on: gives where the rest begins. */
  function hold(chunk: Uint8Array, at: number): number {
    const end = Math.min(chunk.length, at + neededBytes - heldBytes)
    if (held.length < neededBytes) {
      const larger = new Uint8Array(neededBytes)
      larger.set(held.subarray(0, heldBytes))
      held = larger
    }
    held.set(at === 0 && end === chunk.length ? chunk : chunk.subarray(at, end), heldBytes)
    heldBytes += end - at
    return end
  }

  function readAll(chunk: Uint8Array, frames: Frame[]): void {
    const keep = ({ frame }: { frame?: Frame | undefined }) => {
      if (frame !== undefined && frame.time.length > 0) frames.push(frame)
    }
    let at = 0
    while (heldBytes > 0) {
      at = hold(chunk, at)
      if (heldBytes < neededBytes) return
      const message = readMessage(held.subarray(0, heldBytes), 0)
      // Not whole yet: what was read says how much is needed now.
      if (message === undefined) continue
      keep(message)
      heldBytes = 0
    }
    while (!ended) {
      const message = readMessage(chunk, at)
      if (message === undefined) break
      keep(message)
      at = message.next
    }
    if (at === chunk.length) return
    if (ended) throw malformed('bytes follow the end mark')
    hold(chunk, at)
  }

  return {
    units,
    push(chunk) {
      const frames: Frame[] = []
      try {
        readAll(chunk, frames)
      } catch (error) {
        if (error instanceof MinuanoError) throw error
        throw malformed('a message cannot be read', error)
      }
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
  // References may point to one text many times: read out, it would be far longer than the message.
  let textLeft = view.byteLength
  const fields = readTables(view, schema, schemaSlot.fields)
  if (fields.length > mostColumns) throw malformed(`${fields.length} columns`)
  return fields
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
      if (!isExpected) throw malformed(`column "${clip(name)}" has a type that was not asked for`)
      const unit = readPair(view, field, fieldSlot.metadata, unitKey)
      textLeft -= name.length + (unit?.length ?? 0)
      if (textLeft < 0) throw malformed('its columns share their names')
      if (unit !== undefined) units.set(name, unit)
      return name
    })
    .slice(1)
}

function readAnnouncedRows(view: DataView, message: number): number | undefined {
  const rows = readPair(view, message, messageSlot.metadata, rowCountKey)
  return rows === undefined ? undefined : Number(rows)
}

/** Ours have one; other writers add a few. */
const mostPairs = 64

/** The value of a key, in ASCII, in a table's custom metadata. */
function readPair(view: DataView, table: number, slot: number, key: string): string | undefined {
  const pairs = readTables(view, table, slot)
  if (pairs.length > mostPairs) throw malformed(`${pairs.length} notes to a column or batch`)
  // A text is a vector of bytes: one of another length is not decoded.
  const pair = pairs.find(
    (pair) => readVector(view, pair, 0).length === key.length && readString(view, pair, 0) === key,
  )
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
  // Buffers may lie over each other: read out, they would be as much for each column.
  if (rows * 8 * columns > body.length) throw malformed('a batch is shorter than its rows')
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

function checkColumns(found: readonly string[], asked: readonly string[]): void {
  if (found.length === asked.length && found.every((name, index) => name === asked[index])) return
  throw malformed(`columns ${clip(found.join(', '))} instead of ${clip(asked.join(', '))}`)
}

/** The beginning of a text that a stranger chose the length of. */
function clip(text: string): string {
  return text.length > 500 ? `${text.slice(0, 500)}…` : text
}

function tooLong(bytes: number): MinuanoError {
  return malformed(`a message announces ${bytes} bytes`)
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
