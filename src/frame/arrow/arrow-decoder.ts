import { MinuanoError } from '../../errors/minuano-error.ts'
import { checksumKey, continuation, headerType, messageSlot, rowCountKey } from './arrow-format.ts'
import type { Checksum } from './arrow-format.ts'
import { fieldAddress, follow, readInt64, rootTable } from './flatbuffer-reader.ts'
import type { Holds } from '../../signal/hold.ts'
import type { AssetFrame } from '../frame.ts'
import { malformed } from './malformed.ts'
import { readBatch } from './read-batch.ts'
import { readDictionary } from './read-dictionary.ts'
import { readPair } from './read-pair.ts'
import { readSchema } from './read-schema.ts'
import type { ArrowColumns } from './read-schema.ts'

/**
 * What a message may hold, in bytes. A batch of ours has 16,384 cells, 150 kB, and its metadata 48 bytes a
 * column; a schema of 1,600 columns takes 1 MB. A length beyond is a broken stream, not a reason to wait.
 */
const largestBody = 16 * 1024 * 1024
const largestMetadata = 4 * 1024 * 1024

/** Reads an Arrow stream as it arrives: `push` gives the batches that are whole. */
export interface ArrowDecoder {
  push(chunk: Uint8Array): AssetFrame[]
  /** Call when the answer has ended: throws `answer-cut-short` unless the stream was whole. */
  end(): void
  /** The units that the columns' metadata says: known once a batch is, or the stream's end. */
  readonly units: ReadonlyMap<string, string>
  /** Of the columns whose values come on change how long one holds, known as the units are. */
  readonly holds: Holds
  /** The zone of the clock that the frames' reasons are about, known as the units are. */
  readonly clock: string | undefined
  /** Whether rows of one time are in an order that says which came first, known as the units are. */
  readonly isOrdered: boolean
  /** Whether a variable's rows are those alone where it has a value or a reason, known as the units are. */
  readonly hasOwnRows: boolean
}

/**
 * Decodes what our encoder writes: one microsecond timestamp column in UTC, perhaps one of assets (without it
 * rows are of the asset `''`), then float64 columns, then
 * `uint8` columns of reasons, and the row count in the last message; units come with the columns, and
 * reasons with the frames. Throws `answer-malformed` for anything else, also for another
 * writer's stream, since without a row count nothing tells that it is whole; `answer-cut-short` for a
 * stream without its end mark, or with other rows than announced. With `columns`, a schema of others is
 * refused before any row is read; with `checksum`, `answer-damaged` says that other bytes arrived than were
 * sent, where the stream proves its bytes (older Connectors' do not). Of a stream no more is held than one message, which is bounded.
 */
export function createArrowDecoder(columns?: readonly string[], checksum?: Checksum): ArrowDecoder {
  // A message that arrives in many chunks is gathered here, to the byte that is known to be its own.
  let held = new Uint8Array(0)
  let heldBytes = 0
  let neededBytes = 8
  let found: ArrowColumns | undefined
  let assets: readonly string[] | undefined
  let rows = 0
  let announced: number | undefined
  let sum = 0
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
  ): { next: number; part?: AssetFrame | undefined } | undefined {
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
    prove(view, message, bytes.subarray(at, next))
    const header = follow(view, fieldAddress(view, message, messageSlot.header))
    const type = view.getUint8(fieldAddress(view, message, messageSlot.headerType))
    if (type === headerType.schema && found === undefined) {
      found = readSchema(view, header, columns)
      return { next }
    }
    if (type === headerType.dictionary && found?.hasAssets === true && assets === undefined) {
      assets = readDictionary(view, header, bytes.subarray(body, next))
      return { next }
    }
    if (type !== headerType.recordBatch || found === undefined) throw malformed('a strange message')
    announced = readAnnouncedRows(view, message) ?? announced
    const part = readBatch(view, header, bytes.subarray(body, next), found, assets ?? [])
    rows += part.frame.time.length
    return { next, part }
  }

  /** Takes a message into the checksum; one that says it is that of all before, which must be so. */
  function prove(view: DataView, message: number, bytes: Uint8Array): void {
    if (checksum === undefined) return
    const proof = readPair(view, message, messageSlot.metadata, checksumKey)
    if (proof !== undefined && proof !== String(sum)) throw damaged()
    sum = checksum(bytes, sum)
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

  function readAll(chunk: Uint8Array, parts: AssetFrame[]): void {
    const keep = ({ part }: { part?: AssetFrame | undefined }) => {
      if (part !== undefined && part.frame.time.length > 0) parts.push(part)
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
    get units() {
      return found?.units ?? new Map<string, string>()
    },
    get holds() {
      return found?.holds ?? new Map<never, never>()
    },
    get clock() {
      return found?.clock
    },
    get isOrdered() {
      return found?.isOrdered ?? false
    },
    get hasOwnRows() {
      return found?.hasOwnRows ?? false
    },
    push(chunk) {
      const parts: AssetFrame[] = []
      try {
        readAll(chunk, parts)
      } catch (error) {
        if (error instanceof MinuanoError) throw error
        throw malformed('a message cannot be read', error)
      }
      return parts
    },
    end() {
      if (!ended) throw cutShort('ended before its end mark')
      if (announced === undefined) throw malformed('it announces no row count')
      if (announced !== rows) throw cutShort(`announced ${announced} rows and brought ${rows}`)
    },
  }
}

function readAnnouncedRows(view: DataView, message: number): number | undefined {
  const rows = readPair(view, message, messageSlot.metadata, rowCountKey)
  return rows === undefined ? undefined : Number(rows)
}

function tooLong(bytes: number): MinuanoError {
  return malformed(`a message announces ${bytes} bytes`)
}

function cutShort(what: string): MinuanoError {
  return new MinuanoError('answer-cut-short', `the Connector's answer ${what}: try again`)
}

function damaged(): MinuanoError {
  return new MinuanoError(
    'answer-damaged',
    "the Connector's answer was changed on its way: its checksum is another than that of the bytes that arrived; try again",
  )
}
