import { continuation, metadataVersion5 } from './arrow-format.ts'
import { int16, int64, int8, reference } from './flatbuffer-writer.ts'
import type { FlatbufferWriter, Place } from './flatbuffer-writer.ts'

/** A key and its value. */
export type Note = readonly [key: string, value: string]

/** A field with some notes, or without; its values may be places in a dictionary. */
export function encodeField(
  writer: FlatbufferWriter,
  name: string,
  notes: readonly Note[],
  nullable: boolean,
  typeType: number,
  type: Place,
  dictionary?: Place,
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
    dictionary === undefined ? undefined : reference(dictionary),
    reference(children),
    metadata === undefined ? undefined : reference(metadata),
  ])
}

/** Custom metadata. */
export function encodePairs(writer: FlatbufferWriter, notes: readonly Note[]): Place {
  const pairs = notes.map(([key, value]) => {
    const valueText = writer.string(value)
    const keyText = writer.string(key)
    return writer.table([reference(keyText), reference(valueText)])
  })
  return writer.references(pairs)
}

/** A whole message, its body still zero: prefix, metadata, body, each a multiple of 8 bytes long. */
export function encodeMessage(
  writer: FlatbufferWriter,
  type: number,
  header: Place,
  bodyLength: number,
  notes: readonly Note[] = [],
): Uint8Array {
  const metadata = notes.length === 0 ? undefined : encodePairs(writer, notes)
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
