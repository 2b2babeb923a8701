import { pipeline } from 'node:stream'
import type { Readable } from 'node:stream'
import { constants, createGzip, gzip } from 'node:zlib'

/**
 * Measured, of a day of three variables: as JSON 6.9 times smaller at level 1, in 7 ms a megabyte, and 8.1 times in
 * 26 ms at level 6; of values with all their digits 4.2 and 4.5 times.
 */
const level = 1

/** Compresses what is there as a whole; off the event loop. */
export function gzipWhole(body: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    gzip(body, { level }, (error, compressed) => {
      if (error === null) resolve(compressed)
      else reject(error)
    })
  })
}

/**
 * Compresses a stream, off the event loop: each piece can be read as soon as it was put in. It ends, or
 * breaks, with the stream, and the stream with it.
 */
export function gzipStream(stream: Readable): Readable {
  const compressed = createGzip({
    level,
    flush: constants.Z_SYNC_FLUSH,
    chunkSize: 64 * 1024,
  })
  pipeline(stream, compressed, () => undefined)
  return compressed
}
