import type { Readable } from 'node:stream'
import { MinuanoError } from '../errors/minuano-error.ts'
import { findHeader } from './formats/find-header.ts'
import type { HeaderPlace } from './formats/find-header.ts'
import { openText } from './formats/open-text.ts'
import { readRecords } from './formats/read-records.ts'
import type { RecordBatch } from './formats/read-records.ts'
import { chooseFormat } from './map/choose-format.ts'
import type { CellFormat, FormatRequest } from './map/choose-format.ts'
import { mapHeaders } from './map/map-headers.ts'
import type { Mapping, MappingRequest } from './map/map-headers.ts'

export interface OpenFileOptions extends MappingRequest, FormatRequest {
  /** A path, or `-` for standard input. */
  readonly file: string
  readonly standardInput: Readable
  /** A name of the Encoding Standard, such as `utf-8` or `windows-1252`; undefined: it is found. */
  readonly encoding: string | undefined
  /** Undefined: it is found. */
  readonly delimiter: string | undefined
  /** The header's line, from 1; undefined: it is found. */
  readonly headerLine: number | undefined
}

/** A file whose header is read and mapped, and whose first records show how its cells are written. */
export interface OpenFile {
  /** The file's name, for messages. */
  readonly name: string
  readonly header: HeaderPlace
  readonly headers: readonly string[]
  readonly mapping: Mapping
  readonly format: CellFormat
  /** Records that are no rows where they come again: the header, and what stands below it. */
  readonly headRecords: readonly (readonly string[])[]
  readonly batches: AsyncGenerator<RecordBatch, void, void>
  readonly size: number | undefined
  readonly bytesRead: () => number
  readonly decoding: { readonly encoding: string; readonly isBroken: boolean }
  close(): Promise<void>
}

/** So much of a file is searched for its header: no header line is longer, no preamble either. */
const mostHead = 1024 * 1024
const mostHeadLines = 200
/** So many records are looked at for how their cells are written. */
const mostSample = 20_000

/**
 * Opens a file of separated values, finds its header and how its cells are written. Throws
 * `import-refused` if it cannot be read, lacks a column asked for or can be read in several ways, `usage`
 * if no columns are asked for.
 */
export async function openFile(options: OpenFileOptions): Promise<OpenFile> {
  const { file } = options
  const name = file === '-' ? 'standard input' : file
  const text = await openText(file, options.encoding, options.standardInput)
  const close = async () => {
    await text.chunks.return()
    if (file === '-') options.standardInput.destroy()
  }
  try {
    const start = await readHead(text.chunks, options.headerLine ?? 0)
    const header = findHeader(start, {
      ...options,
      wanted: [...options.timestamps, ...options.columns.values()],
    })
    if (header === undefined) throw noHeader(name, options.headerLine)
    const chunks = prepend(start.slice(header.start), text.chunks)
    const batches = readRecords(chunks, header.delimiter, header.line)
    const head: RecordBatch[] = []
    const headCount = 1 + header.below.rows
    await take(batches, head, headCount)
    const headRecords = head.flatMap(({ records }) => [...records]).slice(0, headCount)
    // An accent may be a letter's part or a mark of its own: they look alike.
    const headers = headRecords[0]!.map((cell) => cell.trim().normalize())
    const mapping = mapHeaders(headers, header.below.units, options, file)
    await take(batches, head, mostSample)
    const sample = head.flatMap(({ records }) => records.slice()).slice(headCount)
    const format = chooseFormat(sample, mapping, header.delimiter, options, name)
    return {
      name,
      header,
      headers,
      mapping,
      format,
      headRecords,
      batches: replay(head, headCount, batches),
      size: text.size,
      bytesRead: text.bytesRead,
      decoding: text.decoding,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** The file's beginning, with the lines among which its header is. */
async function readHead(
  chunks: AsyncGenerator<string, void, void>,
  headerLine: number,
): Promise<string> {
  let text = ''
  let lines = 0
  const wanted = Math.max(mostHeadLines, headerLine + 3)
  while (lines < wanted && text.length < mostHead) {
    const { done, value } = await chunks.next()
    if (done === true) break
    text += value
    lines += value.split(/\r\n?|\n/).length - 1
  }
  return text
}

/** Reads on until `batches` hold so many records. */
async function take(
  from: AsyncGenerator<RecordBatch, void, void>,
  batches: RecordBatch[],
  count: number,
): Promise<void> {
  let held = batches.reduce((sum, { records }) => sum + records.length, 0)
  while (held < count) {
    const { done, value } = await from.next()
    if (done === true) return
    batches.push(value)
    held += value.records.length
  }
}

async function* prepend(start: string, chunks: AsyncIterable<string>) {
  yield start
  yield* chunks
}

/** The records that were looked at, without the first ones, then the others. */
async function* replay(
  held: RecordBatch[],
  skip: number,
  batches: AsyncIterable<RecordBatch>,
): AsyncGenerator<RecordBatch, void, void> {
  for (let batch = held.shift(); batch !== undefined; batch = held.shift()) {
    const { records, lines, misquoted } = batch
    const less = Math.min(skip, records.length)
    skip -= less
    yield less === 0
      ? batch
      : {
          records: records.slice(less),
          lines: lines.slice(less),
          misquoted: new Set([...misquoted].map((place) => place - less)),
        }
  }
  yield* batches
}

function noHeader(name: string, headerLine: number | undefined): MinuanoError {
  const reason =
    headerLine === undefined
      ? 'is empty: a line must name its columns'
      : `has no line ${headerLine}: --header-line counts from 1, and reaches line 1000`
  return new MinuanoError('import-refused', `${name} ${reason}`)
}
