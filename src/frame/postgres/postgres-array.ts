/*
 * PostgreSQL's binary format of a one-dimensional array, as a statement's parameter: the number of
 * dimensions, whether there are NULLs, the elements' type; the length and first index; then each element's
 * length and bytes. All big-endian. (`array_send` in PostgreSQL's src/backend/utils/adt/arrayfuncs.c.)
 */
import type { Series } from './postgres-copy.ts'
import { writeFloat, writeTime } from './postgres-fields.ts'

const headerBytes = 20

/** Types' numbers in PostgreSQL. */
const oids = { int4: 23, timestamptz: 1184, float8: 701 }

/** Rows of series, whose values are finite, column by column, as the arrays `int[]`, `timestamptz[]` and `float8[]`. */
export interface RowArrays {
  readonly count: number
  readonly ids: Buffer
  readonly times: Buffer
  readonly values: Buffer
}

export function encodeRowArrays(series: readonly Series[]): RowArrays {
  const count = series.reduce((sum, { time }) => sum + time.length, 0)
  const ids = startArray(oids.int4, count, 4)
  const times = startArray(oids.timestamptz, count, 8)
  const values = startArray(oids.float8, count, 8)
  let row = 0
  for (const { id, time, values: floats } of series) {
    for (let index = 0; index < time.length; index++, row++) {
      const [narrow, wide] = [headerBytes + 8 * row, headerBytes + 12 * row]
      ids.setInt32(narrow, 4)
      ids.setInt32(narrow + 4, id)
      writeTime(times, wide, time[index]!)
      writeFloat(values, wide, floats[index]!)
    }
  }
  const bytesOf = ({ buffer }: DataView) => Buffer.from(buffer as ArrayBuffer)
  return { count, ids: bytesOf(ids), times: bytesOf(times), values: bytesOf(values) }
}

function startArray(type: number, count: number, elementBytes: number): DataView {
  const view = new DataView(new ArrayBuffer(headerBytes + count * (4 + elementBytes)))
  view.setInt32(0, 1)
  view.setInt32(8, type)
  view.setInt32(12, count)
  view.setInt32(16, 1)
  return view
}
