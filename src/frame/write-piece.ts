/** Bytes that are written over and over: four at a time, the last with something behind it. */
export interface Piece {
  readonly words: Int32Array
  readonly length: number
}

/** How many bytes behind its end a piece may spoil: they are to be written later, or cut off. */
export const slackBytes = 3

export function pieceOf(text: string): Piece {
  const bytes = Buffer.from(text)
  const words = new Int32Array(Math.ceil(bytes.length / 4))
  bytes.copy(new Uint8Array(words.buffer))
  return { words: toLittleEndian(words), length: bytes.length }
}

/** Writes a piece, and gives the place after it. */
export function writePiece(view: DataView, at: number, { words, length }: Piece): number {
  for (let index = 0; index < words.length; index++) {
    view.setInt32(at + 4 * index, words[index]!, true)
  }
  return at + length
}

/** Up to four ASCII characters as a word for `setInt32` in little-endian order. */
export function wordOf(text: string): number {
  return pieceOf(text).words[0] ?? 0
}

function toLittleEndian(words: Int32Array): Int32Array {
  const view = new DataView(words.buffer)
  return words.map((_, index) => view.getInt32(4 * index, true))
}
