import type { SecondDigits } from '../../time/instant.ts'
import type { Frame } from '../frame.ts'
import { reasonName } from '../reasons.ts'
import { numberBytes, writeNumber } from './write-number.ts'
import { pieceOf, slackBytes, writePiece } from './write-piece.ts'
import type { Piece } from './write-piece.ts'
import { createTimeWriter, timeBytes } from './write-time.ts'

/** What a text format puts around the values of a row. */
export interface RowSyntax {
  /** Between two rows. */
  readonly between: string
  /** Before the time. */
  readonly open: string
  /** Before each value, and then before each reason. */
  readonly keys: readonly string[]
  /** The variables whose reasons stand after the values. */
  readonly reasons?: readonly string[] | undefined
  /** Around a reason's name. */
  readonly quote: string
  readonly close: string
  /** In place of a value that is not there. */
  readonly missing: string
}

/** Where rows are put together, for one after the other: what leaves is a copy of their very length. */
let scratch = new DataView(new ArrayBuffer(0))

/** Gives the UTF-8 bytes of frame after frame; no text is made of a row. `isFirst`: no row stands before its first. */
export function createRowWriter(
  { between, open, keys, reasons = [], quote, close, missing }: RowSyntax,
  secondDigits: SecondDigits,
  isFirst = true,
): (frame: Frame) => Uint8Array {
  const after = keys[0] ?? ''
  const writeFirstTime = createTimeWriter({ before: open, after }, secondDigits)
  const writeTime = createTimeWriter({ before: `${between}${open}`, after }, secondDigits)
  const [closing, nothing] = [pieceOf(close), pieceOf(missing)]
  const separators = keys.slice(1).map(pieceOf)
  const reasonWriter = createReasonWriter(
    reasons,
    separators.slice(-reasons.length),
    quote,
    missing,
  )
  const textBytes = Buffer.byteLength([between, open, ...keys, close].join(''))
  const valueBytes = Math.max(numberBytes, nothing.length, reasonWriter?.bytes ?? 0)
  const rowBytes = textBytes + timeBytes + keys.length * valueBytes
  return ({ time, columns, reasons: reasonsOf }) => {
    const values = [...columns.values()]
    const writeReasons = reasonWriter?.begin(reasonsOf)
    const view = makeRoom(time.length * rowBytes + slackBytes)
    let at = 0
    for (let row = 0; row < time.length; row++) {
      at = (isFirst ? writeFirstTime : writeTime)(view, at, time[row]!)
      isFirst = false
      for (let column = 0; column < values.length; column++) {
        if (column > 0) at = writePiece(view, at, separators[column - 1]!)
        const value = values[column]![row]!
        // NaN and both infinities alike fail this comparison.
        at = value - value === 0 ? writeNumber(view, at, value) : writePiece(view, at, nothing)
      }
      if (writeReasons !== undefined) at = writeReasons(view, at, row)
      at = writePiece(view, at, closing)
    }
    return new Uint8Array(view.buffer, 0, at).slice()
  }
}

/** Writes the reasons of a row: kept out of the loop of values, which most answers alone have. */
function createReasonWriter(
  variables: readonly string[],
  separators: readonly Piece[],
  quote: string,
  missing: string,
) {
  if (variables.length === 0) return undefined
  const pieces = Array.from({ length: 256 }, (_, number) =>
    pieceOf(number === 0 ? missing : `${quote}${reasonName(number)}${quote}`),
  )
  return {
    /** The most that one takes. */
    bytes: Math.max(...pieces.map(({ length }) => length)),
    begin(found: Frame['reasons']) {
      const columns = variables.map((variable) => found?.get(variable))
      return (view: DataView, at: number, row: number) => {
        for (let column = 0; column < columns.length; column++) {
          at = writePiece(view, at, separators[column]!)
          at = writePiece(view, at, pieces[columns[column]?.[row] ?? 0]!)
        }
        return at
      }
    },
  }
}

function makeRoom(bytes: number): DataView<ArrayBuffer> {
  if (scratch.byteLength < bytes) scratch = new DataView(new ArrayBuffer(bytes))
  return scratch
}
