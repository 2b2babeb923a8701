import { batchSlot, dictionarySlot } from './arrow-format.ts'
import { fieldAddress, follow, readInt64, readVector } from './flatbuffer-reader.ts'
import { malformed } from './malformed.ts'

// A name may begin with a byte order mark: it is part of the name.
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true })

/** Reads the assets' names out of a dictionary message. Throws `answer-malformed`. */
export function readDictionary(view: DataView, dictionary: number, body: Uint8Array): string[] {
  const isDelta = fieldAddress(view, dictionary, dictionarySlot.isDelta)
  if (isDelta !== 0 && view.getUint8(isDelta) !== 0) throw malformed('a dictionary is added to')
  const batch = follow(view, fieldAddress(view, dictionary, dictionarySlot.data))
  if (fieldAddress(view, batch, batchSlot.compression) !== 0) throw malformed('it is compressed')
  const lengthAddress = fieldAddress(view, batch, batchSlot.length)
  const count = lengthAddress === 0 ? 0 : readInt64(view, lengthAddress)
  const nodes = readVector(view, batch, batchSlot.nodes)
  const buffers = readVector(view, batch, batchSlot.buffers)
  if (nodes.length !== 1 || buffers.length !== 3) throw malformed('a dictionary is not of texts')
  if (readInt64(view, nodes.at + 8) !== 0) throw malformed('an asset has no name')
  const placeOf = (index: number) => ({
    at: readInt64(view, buffers.at + 16 * index),
    length: readInt64(view, buffers.at + 16 * index + 8),
  })
  const [offsets, texts] = [placeOf(1), placeOf(2)]
  const isWithin = ({ at, length }: { at: number; length: number }) =>
    at >= 0 && length >= 0 && at + length <= body.length
  if (!isWithin(offsets) || !isWithin(texts) || (count + 1) * 4 > offsets.length) {
    throw malformed('a dictionary is out of bounds')
  }
  const bounds = new DataView(body.buffer, body.byteOffset + offsets.at, offsets.length)
  const names: string[] = []
  for (let index = 0; index < count; index++) {
    const start = bounds.getInt32(4 * index, true)
    const end = bounds.getInt32(4 * index + 4, true)
    if (start < 0 || start > end || end > texts.length) throw malformed('a name is out of bounds')
    names.push(utf8.decode(body.subarray(texts.at + start, texts.at + end)))
  }
  return names
}
