/** Bytes that are written over and over: four at a time, the last with something behind it. */
export interface Piece {
  readonly words: Int32Array
  readonly length: number
}

/** How many bytes behind its end a piece may spoil: they are to be written later, or cut off. */
export const slackBytes = 3

export function pieceOf(text: string): Piece {
  const length = Buffer.byteLength(text)
  const bytes = Buffer.alloc(4 * Math.ceil(length / 4))
  bytes.write(text)
  const words = new Int32Array(bytes.length / 4)
  for (let word = 0; word < words.length; word++) words[word] = bytes.readInt32LE(4 * word)
  return { words, length }
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
