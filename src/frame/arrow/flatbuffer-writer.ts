/*
 * The few parts of FlatBuffers that Arrow's messages need, written from the end to the front as the
 * format wants it: a reference points forward only. https://flatbuffers.dev/internals/
 */

/** A place in the buffer: its distance from the end, which does not change as the front grows. */
export type Place = number

/** A field of a table: its size in bytes, and how to put it at an address. */
interface Field {
  readonly size: 1 | 2 | 4 | 8
  put(view: DataView, at: number, place: Place): void
}

export const int8 = (value: number): Field => ({
  size: 1,
  put: (view, at) => view.setInt8(at, value),
})

export const int16 = (value: number): Field => ({
  size: 2,
  put: (view, at) => view.setInt16(at, value, true),
})

export const int32 = (value: number): Field => ({
  size: 4,
  put: (view, at) => view.setInt32(at, value, true),
})

export const int64 = (value: number): Field => ({
  size: 8,
  put: (view, at) => putInt64(view, at, value),
})

/** A reference to what was written before. */
export const reference = (target: Place): Field => ({
  size: 4,
  put: (view, at, place) => view.setUint32(at, place - target, true),
})

export interface FlatbufferWriter {
  /** A table whose fields stand in their slots' order; `undefined` is the slot's default. */
  table(fields: readonly (Field | undefined)[]): Place
  string(text: string): Place
  references(targets: readonly Place[]): Place
  /** A vector of structs of two int64: Arrow's FieldNode and Buffer. */
  pairs(values: readonly (readonly [number, number])[]): Place
  /** The finished buffer, its length a multiple of 8. */
  finish(root: Place): Uint8Array
}

export function createFlatbufferWriter(): FlatbufferWriter {
  let bytes = new Uint8Array(1024)
  let view = new DataView(bytes.buffer)
  let used = 0

  /** Makes room for `size` bytes whose start, `after` further bytes on, is a multiple of `align`. */
  function reserve(size: number, align: number, after = 0): number {
    const padding = -(used + size + after) & (align - 1)
    while (used + padding + size > bytes.length) grow()
    used += padding + size
    return bytes.length - used
  }

  function grow(): void {
    const larger = new Uint8Array(bytes.length * 2)
    larger.set(bytes, bytes.length)
    bytes = larger
    view = new DataView(bytes.buffer)
  }

  function count(value: number): Place {
    // On a line of its own: making room may replace the view.
    const at = reserve(4, 4)
    view.setUint32(at, value, true)
    return used
  }

  return {
    table(fields) {
      const start = used
      const places = fields.map((field) => {
        if (field === undefined) return 0
        const at = reserve(field.size, field.size)
        field.put(view, at, used)
        return used
      })
      reserve(4, 4)
      const table = used
      const vtableBytes = 4 + 2 * fields.length
      const vtable = reserve(vtableBytes, 2)
      view.setUint16(vtable, vtableBytes, true)
      view.setUint16(vtable + 2, table - start, true)
      places.forEach((place, slot) =>
        view.setUint16(vtable + 4 + 2 * slot, place === 0 ? 0 : table - place, true),
      )
      view.setInt32(bytes.length - table, used - table, true)
      return table
    },
    string(text) {
      const encoded = new TextEncoder().encode(text)
      const at = reserve(encoded.length + 1, 4)
      bytes.set(encoded, at)
      bytes[at + encoded.length] = 0
      return count(encoded.length)
    },
    references(targets) {
      const at = reserve(4 * targets.length, 4)
      const first = used
      targets.forEach((target, index) =>
        view.setUint32(at + 4 * index, first - 4 * index - target, true),
      )
      return count(targets.length)
    },
    pairs(values) {
      const at = reserve(16 * values.length, 8)
      values.forEach(([first, second], index) => {
        putInt64(view, at + 16 * index, first)
        putInt64(view, at + 16 * index + 8, second)
      })
      return count(values.length)
    },
    finish(root) {
      const at = reserve(4, 8)
      view.setUint32(at, used - root, true)
      return bytes.subarray(at)
    },
  }
}

function putInt64(view: DataView, at: number, value: number): void {
  const high = Math.floor(value / 2 ** 32)
  view.setUint32(at, value - high * 2 ** 32, true)
  view.setInt32(at + 4, high, true)
}
