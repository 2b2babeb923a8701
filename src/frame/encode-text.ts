/** A few kilobytes of text at a time: what they are put together from is garbage at once. */
const rowsPerPiece = 32

/**
 * The UTF-8 bytes of rows of text; `write` gives the text of the rows [from, to). Piece by piece, since
 * a text of thousands of rows lives long enough for V8 to widen its young generation: an answer of a
 * million rows then takes 60 to 100 MB rather than 25, no sooner.
 */
export function encodeText(rows: number, write: (from: number, to: number) => string): Uint8Array {
  const pieces: Buffer[] = []
  for (let from = 0; from < rows; from += rowsPerPiece) {
    pieces.push(Buffer.from(write(from, Math.min(rows, from + rowsPerPiece))))
  }
  return Buffer.concat(pieces)
}
