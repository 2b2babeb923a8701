import type { SecondDigits } from '../time/instant.ts'
import type { Frame } from './frame.ts'
import { numberBytes, writeNumber } from './write-number.ts'
import { createTimeWriter, timeBytes } from './write-time.ts'

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
  const [between, open, close, missing] = [
    syntax.between,
    syntax.open,
    syntax.close,
    syntax.missing,
  ].map((text): Uint8Array => Buffer.from(text))
  const keys = syntax.keys.map((text): Uint8Array => Buffer.from(text))
  const writeTime = createTimeWriter(secondDigits)
  const rowBytes =
    between!.length +
    open!.length +
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
      if (!isFirst) at = copy(bytes, at, between!)
      isFirst = false
      at = writeTime(bytes, copy(bytes, at, open!), time[row]!)
      for (let column = 0; column < values.length; column++) {
        at = copy(bytes, at, keys[column]!)
        const value = values[column]![row]!
        // NaN and both infinities alike fail this comparison.
        at = value - value === 0 ? writeNumber(bytes, at, value) : copy(bytes, at, missing!)
      }
      at = copy(bytes, at, close!)
    }
    return bytes.slice(0, at)
  }
}

/** A loop: for a few bytes, `set` takes longer. */
function copy(bytes: Uint8Array, at: number, piece: Uint8Array): number {
  for (let index = 0; index < piece.length; index++) bytes[at + index] = piece[index]!
  return at + piece.length
}
