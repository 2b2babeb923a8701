const headEnd = Buffer.from('\r\n\r\n')
const lineEnd = Buffer.from('\r\n')

export interface AnswerListener {
  /** Called with each piece of a body that has come. */
  readonly onBody?: () => void
  /** Called with each answer's status and head; without it a status other than 200 throws. */
  readonly onHead?: (status: number, head: string) => void
  /** Called at an answer's end. */
  readonly onEnd?: () => void
}

/**
 * Reads HTTP/1.1 answers off a connection, as far as their ends need it. The result takes what the
 * socket gave, piece by piece.
 */
export function createAnswerReader({
  onBody,
  onHead,
  onEnd,
}: AnswerListener): (piece: Buffer) => void {
  /** Bytes that could not be understood yet: a head or a chunk's size that is cut. */
  let kept: Buffer | undefined
  /** Bytes of the body, or of the chunk and its line end, that are still to come. */
  let left = 0
  let state: 'head' | 'body' | 'size' | 'chunk' | 'trailer' = 'head'

  return (piece) => {
    let bytes = kept === undefined ? piece : Buffer.concat([kept, piece])
    kept = undefined
    while (bytes.length > 0) {
      if (state === 'body' || state === 'chunk') {
        const taken = Math.min(left, bytes.length)
        left -= taken
        bytes = bytes.subarray(taken)
        onBody?.()
        if (left > 0) return
        if (state === 'chunk') state = 'size'
        else finish()
        continue
      }
      const end = bytes.indexOf(state === 'head' ? headEnd : lineEnd)
      if (end === -1) {
        kept = bytes
        return
      }
      const line = bytes.toString('latin1', 0, end)
      bytes = bytes.subarray(end + (state === 'head' ? 4 : 2))
      if (state === 'head') readHead(line)
      else if (state === 'size') readSize(line)
      else finish()
    }
  }

  function readHead(head: string): void {
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1])
    if (onHead !== undefined) onHead(status, head)
    else if (status !== 200) throw new Error(`the server answered: ${head}`)
    const length = /^content-length: *(\d+)/im.exec(head)?.[1]
    if (length !== undefined) {
      left = Number(length)
      state = 'body'
      if (left === 0) finish()
    } else if (/^transfer-encoding: *chunked/im.test(head)) state = 'size'
    else throw new Error(`the answer does not say where it ends: ${head}`)
  }

  function readSize(line: string): void {
    const size = parseInt(line, 16)
    left = size + 2
    state = size === 0 ? 'trailer' : 'chunk'
  }

  function finish(): void {
    state = 'head'
    onEnd?.()
  }
}
