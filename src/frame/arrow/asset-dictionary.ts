import type { Asset } from '../../signal/asset.ts'
import { assetName } from '../frame.ts'
import { headerType, padTo8, valueType } from './arrow-format.ts'
import { encodeField, encodeMessage } from './arrow-message.ts'
import { createFlatbufferWriter, int32, int64, int8, reference } from './flatbuffer-writer.ts'
import type { FlatbufferWriter, Place } from './flatbuffer-writer.ts'

/**
 * The field of assets: non-null texts, of which a batch holds just the places, `int32`, in the dictionary
 * that follows the schema.
 */
export function encodeAssetField(writer: FlatbufferWriter, name = assetName): Place {
  const text = writer.table([])
  const places = writer.table([int32(32), int8(1)])
  // Of dictionaries there is this one: its number is 0.
  const dictionary = writer.table([int64(0), reference(places)])
  return encodeField(writer, name, [], false, valueType.utf8, text, dictionary)
}

/** The message with every asset's name, which stands before the first batch; none is added later. */
export function encodeAssetDictionary(assets: readonly Asset[]): Uint8Array {
  const names = assets.map((asset) => Buffer.from(asset))
  const offsetBytes = (names.length + 1) * 4
  const textBytes = names.reduce((sum, { length }) => sum + length, 0)
  const bodyLength = padTo8(offsetBytes) + padTo8(textBytes)
  const writer = createFlatbufferWriter()
  const nodes = writer.pairs([[names.length, 0]])
  const buffers = writer.pairs([
    [0, 0],
    [0, offsetBytes],
    [padTo8(offsetBytes), textBytes],
  ])
  const batch = writer.table([int64(names.length), reference(nodes), reference(buffers)])
  const dictionary = writer.table([int64(0), reference(batch)])
  const message = encodeMessage(writer, headerType.dictionary, dictionary, bodyLength)
  const body = message.length - bodyLength
  const offsets = new Int32Array(message.buffer, body, names.length + 1)
  let at = 0
  names.forEach((name, index) => {
    message.set(name, body + padTo8(offsetBytes) + at)
    at += name.length
    offsets[index + 1] = at
  })
  return message
}
