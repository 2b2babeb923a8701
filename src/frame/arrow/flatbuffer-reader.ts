/*
 * Reading FlatBuffers: the mirror of the writer. Addresses are offsets in the view; an address out of
 * bounds makes the view throw RangeError, which the caller takes as a malformed message.
 */

// A name may begin with a byte order mark: it is part of the name.
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

/** The root table's address. */
export function rootTable(view: DataView): number {
  return view.getUint32(0, true)
}

/** The address of a table's field, or 0 where the table leaves it at its default. */
export function fieldAddress(view: DataView, table: number, slot: number): number {
  const vtable = table - view.getInt32(table, true)
  const entry = 4 + 2 * slot
  if (entry >= view.getUint16(vtable, true)) return 0
  const offset = view.getUint16(vtable + entry, true)
  return offset === 0 ? 0 : table + offset
}

/** Follows the reference at an address. */
export function follow(view: DataView, address: number): number {
  return address + view.getUint32(address, true)
}

export function readInt64(view: DataView, address: number): number {
  return view.getInt32(address + 4, true) * 2 ** 32 + view.getUint32(address, true)
}

/** The text that a reference field points to; `undefined` if the field is not set. */
export function readString(view: DataView, table: number, slot: number): string | undefined {
  const address = fieldAddress(view, table, slot)
  if (address === 0) return undefined
  const at = follow(view, address)
  const length = view.getUint32(at, true)
  if (at + 4 + length > view.byteLength) throw new RangeError('text out of bounds')
  return utf8.decode(new Uint8Array(view.buffer, view.byteOffset + at + 4, length))
}

/** A vector field's first element's address and its number of elements. */
export function readVector(
  view: DataView,
  table: number,
  slot: number,
): { at: number; length: number } {
  const address = fieldAddress(view, table, slot)
  if (address === 0) return { at: 0, length: 0 }
  const at = follow(view, address)
  return { at: at + 4, length: view.getUint32(at, true) }
}

/** The addresses of the tables in a vector of references. */
export function readTables(view: DataView, table: number, slot: number): number[] {
  const { at, length } = readVector(view, table, slot)
  // Each element takes four bytes: a longer vector than the message is malformed, and would be slow.
  if (length * 4 > view.byteLength) throw new RangeError('vector out of bounds')
  return Array.from({ length }, (_, index) => follow(view, at + 4 * index))
}
