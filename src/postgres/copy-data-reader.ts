/** What a chunk of the server's bytes held. */
export interface CopyData {
  /** The rows' bytes that it carried: a part of the chunk itself, whose bytes were moved together. */
  readonly rows: Uint8Array
  /** Once there are no more rows: the bytes from the message on that says so, or what went wrong. */
  readonly rest?: Buffer
}

const headerBytes = 5
const copyData = 'd'.charCodeAt(0)
/** CopyOutResponse, and what may come at any time: ParameterStatus, Notice, Notification. */
const passedOver = new Set(Buffer.from('HSNA'))

/**
 * Takes PostgreSQL's COPY messages apart: each is a letter, a length with itself counted in, and a
 * body, of which CopyData's is a piece of the answer. Nothing is allocated for a row: pg-copy-streams
 * makes an object and a copy of each. https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
export function createCopyDataReader(): (chunk: Buffer) => CopyData {
  const header = Buffer.alloc(headerBytes)
  let headerLength = 0
  let isData = false
  let remaining = 0

  return (chunk) => {
    let at = 0
    let end = 0
    for (;;) {
      const length = Math.min(remaining, chunk.length - at)
      if (isData) {
        if (end !== at) chunk.copyWithin(end, at, at + length)
        end += length
      }
      at += length
      remaining -= length
      if (at === chunk.length) return { rows: chunk.subarray(0, end) }
      if (headerLength === 0 && chunk[at] === copyData && at + headerBytes <= chunk.length) {
        isData = true
        remaining = chunk.readUInt32BE(at + 1) - 4
        at += headerBytes
        continue
      }
      const missing = Math.min(headerBytes - headerLength, chunk.length - at)
      for (let byte = 0; byte < missing; byte++) header[headerLength++] = chunk[at++]!
      if (headerLength < headerBytes) return { rows: chunk.subarray(0, end) }
      headerLength = 0
      const type = header[0]!
      isData = type === copyData
      remaining = header.readUInt32BE(1) - 4
      if (isData || passedOver.has(type)) continue
      const rest = Buffer.concat([header, chunk.subarray(at)])
      return { rows: chunk.subarray(0, end), rest }
    }
  }
}
