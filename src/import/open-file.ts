import type { Readable } from 'node:stream'
import { MinuanoError } from '../errors/minuano-error.ts'
import { guessDelimiter } from './formats/guess-delimiter.ts'
import { mapHeaders } from './map/map-headers.ts'
import type { Mapping, MappingRequest } from './map/map-headers.ts'
import { readRecords } from './formats/read-records.ts'
import type { RecordBatch } from './formats/read-records.ts'
import { openText } from './formats/open-text.ts'

export interface OpenFileOptions extends MappingRequest {
  /** A path, or `-` for standard input. */
  readonly file: string
  readonly standardInput: Readable
  /** A name of the Encoding Standard, such as `utf-8` or `windows-1252`. */
  readonly encoding: string
  /** Undefined: the one that the header line has most of. */
  readonly delimiter: string | undefined
  readonly decimalComma: boolean
}

/** A CSV file whose header is read and mapped, and whose records are not read yet. */
export interface OpenFile {
  /** The file's name, for messages. */
  readonly name: string
  readonly mapping: Mapping
  /** Cells that a record should have. */
  readonly width: number
  readonly batches: AsyncGenerator<RecordBatch, void, void>
  readonly size: number | undefined
  readonly bytesRead: () => number
  close(): Promise<void>
}

/** A header line is no longer than this. */
const longestHeader = 1024 * 1024

/**
 * Opens a CSV file and reads its header. Throws `import-refused` if it cannot be read or lacks a column
 * asked for, `usage` if no columns are asked for.
 */
export async function openFile(options: OpenFileOptions): Promise<OpenFile> {
  const { file, decimalComma } = options
  const name = file === '-' ? 'standard input' : file
  const { chunks, size, bytesRead } = await openText(file, options.encoding, options.standardInput)
  const close = async () => {
    await chunks.return()
    if (file === '-') options.standardInput.destroy()
  }
  try {
    const start = await readHeaderLine(chunks)
    const headerLine = /^[^\r\n]*/.exec(start)![0]
    const delimiter = options.delimiter ?? guessDelimiter(headerLine, decimalComma)
    const batches = readRecords(prepend(start, chunks), delimiter)
    const first = await batches.next()
    const header = first.done === true ? undefined : first.value.records[0]
    if (header === undefined || header.every((cell) => cell.trim() === '')) {
      throw new MinuanoError(
        'import-refused',
        `${name} is empty: its first line must name its columns`,
      )
    }
    const headers = header.map((cell) => cell.trim())
    const mapping = mapHeaders(headers, options, file)
    const rest = afterHeader(first.value as RecordBatch, batches)
    return { name, mapping, width: headers.length, batches: rest, size, bytesRead, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** The file's text up to the end of its first line at least. */
async function readHeaderLine(chunks: AsyncGenerator<string, void, void>): Promise<string> {
  let text = ''
  while (!/[\r\n]/.test(text) && text.length < longestHeader) {
    const { done, value } = await chunks.next()
    if (done === true) break
    text += value
  }
  return text
}

async function* prepend(start: string, chunks: AsyncIterable<string>) {
  yield start
  yield* chunks
}

async function* afterHeader(
  { records, lines, misquoted }: RecordBatch,
  batches: AsyncIterable<RecordBatch>,
): AsyncGenerator<RecordBatch, void, void> {
  yield {
    records: records.slice(1),
    lines: lines.slice(1),
    misquoted: new Set([...misquoted].map((place) => place - 1)),
  }
  yield* batches
}
