/*
 * The numbers that both halves of the Arrow codec share: message layout and slots of the tables in
 * Arrow's Message.fbs and Schema.fbs (format 1.5, metadata version 5).
 * https://arrow.apache.org/docs/format/Columnar.html#ipc-streaming-format
 */

/** Stands before every message; followed by a metadata length of 0, it ends the stream. */
export const continuation = 0xffff_ffff
export const metadataVersion5 = 4

export const headerType = { schema: 1, dictionary: 2, recordBatch: 3 } as const
export const valueType = { integer: 2, floatingPoint: 3, utf8: 5, timestamp: 10 } as const
export const doublePrecision = 2
export const microsecondUnit = 2
export const littleEndian = 0

export const messageSlot = { version: 0, headerType: 1, header: 2, bodyLength: 3, metadata: 4 }
export const schemaSlot = { endianness: 0, fields: 1 }
export const fieldSlot = {
  name: 0,
  nullable: 1,
  typeType: 2,
  type: 3,
  dictionary: 4,
  children: 5,
  metadata: 6,
}
export const timestampSlot = { unit: 0, timezone: 1 }
export const integerSlot = { bitWidth: 0, isSigned: 1 }
export const dictionarySlot = { id: 0, data: 1, isDelta: 2 }
export const batchSlot = { length: 0, nodes: 1, buffers: 2, compression: 3 }

/**
 * Custom metadata of the last message, an empty batch: how many rows the stream has carried. A reader
 * that does not know it sees an empty batch; ours refuses a stream whose rows are fewer.
 */
export const rowCountKey = 'minuano.rows'

/**
 * Custom metadata of the same message: the CRC-32 of every byte before it, as a decimal number. TCP's own sums
 * miss one wrong packet in some ten thousand, and a proxy may spoil what it passes on.
 */
export const checksumKey = 'minuano.crc32'

/** A CRC-32 that goes on from `before`, of the bytes so far: that of node:zlib, which has no place in a browser. */
export type Checksum = (bytes: Uint8Array, before: number) => number

/** Custom metadata of a column: its unit. */
export const unitKey = 'unit'

/** Custom metadata of a column whose values come on change: how many seconds one holds at most, or `untilNext`. */
export const holdKey = 'minuano.hold'

/** In place of a number of seconds: a value holds until the next. */
export const untilNext = 'until-next'

/** Custom metadata of a column of reasons, `uint8`: the variable that they are of. */
export const reasonsOfKey = 'minuano.reasons-of'

/** Custom metadata of the time: the zone of the clock that reasons are about. */
export const clockKey = 'minuano.clock'

/** Custom metadata of the time: what rows of one time are ordered by; without it their order says nothing. */
export const orderKey = 'minuano.order'

/**
 * Custom metadata of the time, `own`: a variable's rows are those where it has a value or a reason. Without it every
 * row is one of each variable.
 */
export const rowsKey = 'minuano.rows-of'

export function padTo8(length: number): number {
  return (length + 7) & ~7
}
