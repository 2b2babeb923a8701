/*
 * Fields of PostgreSQL's binary formats: the length (-1: NULL), then the bytes, big-endian. Times are int64
 * microseconds since 2000-01-01.
 */

/** Microseconds from 1970 to 2000. */
export const epoch2000 = 946_684_800_000_000
export const two32 = 2 ** 32

/** Writes a `timestamptz`, and gives the place after it. */
export function writeTime(view: DataView, at: number, time: number): number {
  const since2000 = time - epoch2000
  const high = Math.floor(since2000 / two32)
  view.setInt32(at, 8)
  view.setInt32(at + 4, high)
  view.setUint32(at + 8, since2000 - high * two32)
  return at + 12
}

/** Writes a `float8`, or NULL for what is not finite, and gives the place after it. */
export function writeFloat(view: DataView, at: number, value: number): number {
  if (!Number.isFinite(value)) {
    view.setInt32(at, -1)
    return at + 4
  }
  view.setInt32(at, 8)
  view.setFloat64(at + 4, value)
  return at + 12
}
