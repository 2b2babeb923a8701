/** A text, and whether it went on beyond what was read of it. */
export interface BoundedText {
  readonly text: string
  readonly isCut: boolean
}

/**
 * Reads a body as text, at most so many bytes of it; the rest is not waited for. What breaks while it is
 * read is thrown.
 */
export async function readText(
  body: AsyncIterable<Uint8Array>,
  mostBytes: number,
): Promise<BoundedText> {
  // One buffer that grows: chunks may be of one byte each, and a Buffer for each takes a hundred.
  let bytes = Buffer.alloc(0)
  let length = 0
  for await (const chunk of body) {
    const end = Math.min(mostBytes, length + chunk.length)
    if (end > bytes.length) {
      const larger = Buffer.alloc(Math.min(mostBytes, Math.max(end, 2 * bytes.length)))
      bytes.copy(larger, 0, 0, length)
      bytes = larger
    }
    bytes.set(chunk.subarray(0, end - length), length)
    const isCut = length + chunk.length > mostBytes
    length = end
    if (isCut) return { text: bytes.toString('utf8', 0, length), isCut }
  }
  return { text: bytes.toString('utf8', 0, length), isCut: false }
}
