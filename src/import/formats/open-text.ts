import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { describeError } from '../../errors/describe-error.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { createTextDecoding } from './decode-text.ts'
import type { TextDecoding } from './decode-text.ts'

/** A file's text, as it is read. */
export interface ImportText {
  readonly chunks: AsyncGenerator<string, void, void>
  /** Bytes of the file; undefined for standard input. */
  readonly size: number | undefined
  /** Bytes of the file read so far, as they are stored. */
  readonly bytesRead: () => number
  /** What the text is decoded from, as far as it was read. */
  readonly decoding: Pick<TextDecoding, 'encoding' | 'isBroken'>
}

const chunkBytes = 256 * 1024

/**
 * Opens a file, or standard input for `-`; gzip is known by its first bytes, the encoding is told or found.
 * Throws `import-refused` if it cannot be read, now or later.
 */
export async function openText(
  file: string,
  encoding: string | undefined,
  standardInput: Readable,
): Promise<ImportText> {
  const size = file === '-' ? undefined : await sizeOf(file)
  const bytes = file === '-' ? standardInput : createReadStream(file, { highWaterMark: chunkBytes })
  let read = 0
  const decoding = createTextDecoding(encoding)

  async function* countBytes(): AsyncGenerator<Uint8Array, void, void> {
    for await (const chunk of bytes as AsyncIterable<Uint8Array>) {
      read += chunk.length
      yield chunk
    }
  }

  async function* decode(): AsyncGenerator<string, void, void> {
    try {
      for await (const chunk of unzip(countBytes())) {
        const text = decoding.push(chunk)
        if (text !== '') yield text
      }
      const rest = decoding.end()
      if (rest !== '') yield rest
    } catch (error) {
      throw unreadable(file, error)
    }
  }

  return { chunks: decode(), size, bytesRead: () => read, decoding }
}

/** The chunks as they are, or what they hold if they are gzip. */
async function* unzip(
  chunks: AsyncGenerator<Uint8Array, void, void>,
): AsyncGenerator<Uint8Array, void, void> {
  let first: Uint8Array = new Uint8Array(0)
  while (first.length < 2) {
    const { done, value } = await chunks.next()
    if (done === true) break
    first = Buffer.concat([first, value])
  }
  async function* whole() {
    yield first
    yield* chunks
  }
  if (first[0] !== 0x1f || first[1] !== 0x8b) {
    yield* whole()
    return
  }
  const input = Readable.from(whole(), { objectMode: false })
  const gunzip = createGunzip({ chunkSize: chunkBytes })
  input.on('error', (error) => gunzip.destroy(error))
  try {
    yield* input.pipe(gunzip) as AsyncIterable<Uint8Array>
  } finally {
    input.destroy()
    gunzip.destroy()
  }
}

async function sizeOf(file: string): Promise<number | undefined> {
  try {
    const found = await stat(file)
    if (found.isDirectory()) throw new Error('it is a folder')
    // A pipe or a device says 0.
    return found.isFile() ? found.size : undefined
  } catch (error) {
    throw unreadable(file, error)
  }
}

function unreadable(file: string, error: unknown): MinuanoError {
  if (error instanceof MinuanoError) return error
  const name = file === '-' ? 'standard input' : file
  const reason =
    (error as { code?: unknown }).code === 'ENOENT'
      ? 'there is no such file, or it is gone (ENOENT)'
      : describeError(error)
  return new MinuanoError('import-refused', `cannot read ${name}: ${reason}`, { cause: error })
}
