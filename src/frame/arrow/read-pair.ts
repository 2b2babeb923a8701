import { readString, readTables, readVector } from './flatbuffer-reader.ts'
import { malformed } from './malformed.ts'

/** Ours have one; other writers add a few. */
const mostPairs = 64

/** The value of a key, in ASCII, in a table's custom metadata. */
export function readPair(
  view: DataView,
  table: number,
  slot: number,
  key: string,
): string | undefined {
  const pairs = readTables(view, table, slot)
  if (pairs.length > mostPairs) throw malformed(`${pairs.length} notes to a column or batch`)
  // A text is a vector of bytes: one of another length is not decoded.
  const pair = pairs.find(
    (pair) => readVector(view, pair, 0).length === key.length && readString(view, pair, 0) === key,
  )
  return pair === undefined ? undefined : readString(view, pair, 1)
}
