import type { SecondDigits } from '../time/instant.ts'
import type { Frame } from './frame.ts'
import { numberBytes, writeNumber } from './write-number.ts'
import { copyBytes, createTimeWriter, timeBytes } from './write-time.ts'

/** What a text format puts around the values of a row. */
export interface RowSyntax {
  /** Between two rows. */
  readonly between: string
  /** Before the time. */
  readonly open: string
  /** Before each value. */
  readonly keys: readonly string[]
  readonly close: string
  /** In place of a value that is not there. */
  readonly missing: string
}

/** Where rows are put together, for one after the other: what leaves is a copy of their very length. */
let scratch = new Uint8Array(0)

/** Gives the UTF-8 bytes of frame after frame; no text is made of a row. */
export function createRowWriter(
  syntax: RowSyntax,
  secondDigits: SecondDigits,
): (frame: Frame) => Uint8Array {
  const [between, close, missing] = [syntax.between, syntax.close, syntax.missing].map(
    (text): Uint8Array => Buffer.from(text),
  )
  const keys = syntax.keys.map((text): Uint8Array => Buffer.from(text))
  const writeTime = createTimeWriter(syntax.open, secondDigits)
  const rowBytes =
    between!.length +
    Buffer.byteLength(syntax.open) +
    timeBytes +
    keys.reduce((sum, key) => sum + key.length + Math.max(numberBytes, missing!.length), 0) +
    close!.length
  let isFirst = true
  return ({ time, columns }) => {
    const values = [...columns.values()]
    if (scratch.length < time.length * rowBytes) scratch = new Uint8Array(time.length * rowBytes)
    const bytes = scratch
    let at = 0
    for (let row = 0; row < time.length; row++) {
      if (!isFirst) at = copyBytes(bytes, at, between!)
      isFirst = false
      at = writeTime(bytes, at, time[row]!)
      for (let column = 0; column < values.length; column++) {
        at = copyBytes(bytes, at, keys[column]!)
        const value = values[column]![row]!
        // NaN and both infinities alike fail this comparison.
        at = value - value === 0 ? writeNumber(bytes, at, value) : copyBytes(bytes, at, missing!)
      }
      at = copyBytes(bytes, at, close!)
    }
    return bytes.slice(0, at)
  }
}
