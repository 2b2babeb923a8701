import type { Frame } from './frame.ts'

/** Rows of a frame, in arrays of their own. */
export function pickRows({ time, columns, reasons }: Frame, rows: Int32Array): Frame {
  const take = (values: Float64Array) => Float64Array.from(rows, (row) => values[row]!)
  const picked = {
    time: take(time),
    columns: new Map([...columns].map(([name, values]) => [name, take(values)])),
  }
  if (reasons === undefined) return picked
  const takeBytes = (bytes: Uint8Array) => Uint8Array.from(rows, (row) => bytes[row]!)
  return {
    ...picked,
    reasons: new Map([...reasons].map(([name, bytes]) => [name, takeBytes(bytes)])),
  }
}

/** All rows of a frame, in arrays of their own. */
export function copyRows({ time, columns, reasons }: Frame): Frame {
  const copied = {
    time: time.slice(),
    columns: new Map([...columns].map(([name, values]) => [name, values.slice()])),
  }
  if (reasons === undefined) return copied
  return { ...copied, reasons: new Map([...reasons].map(([name, bytes]) => [name, bytes.slice()])) }
}
