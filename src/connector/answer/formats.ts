import { crc32 } from 'node:zlib'
import { createArrowEncoder } from '../../frame/arrow/arrow-encoder.ts'
import { createCsvEncoder } from '../../frame/text/csv.ts'
import type { FrameEncoder, FrameLayout } from '../../frame/frame.ts'
import { createJsonEncoder } from '../../frame/text/json.ts'

/** One way to write an answer. */
export interface Format {
  /** What `format=` calls it. */
  readonly name: 'json' | 'ndjson' | 'csv' | 'arrow'
  /** What people call it: completes "rows as …". */
  readonly title: string
  /** What `Accept` calls it: the answer's own type first, then other names for it. */
  readonly mediaTypes: readonly [string, ...string[]]
  /** The answer's `Content-Type`, parameters included. */
  readonly contentType: string
  createEncoder(layout: FrameLayout): FrameEncoder
}

/** Every format, the default first. */
export const formats: readonly [Format, ...Format[]] = [
  {
    name: 'json',
    title: 'JSON',
    mediaTypes: ['application/json'],
    contentType: 'application/json; charset=utf-8',
    createEncoder: createJsonEncoder,
  },
  {
    name: 'ndjson',
    title: 'NDJSON',
    mediaTypes: ['application/x-ndjson', 'application/ndjson', 'application/jsonl'],
    contentType: 'application/x-ndjson; charset=utf-8',
    createEncoder: (layout) => createJsonEncoder(layout, { lines: true }),
  },
  {
    name: 'csv',
    title: 'CSV',
    mediaTypes: ['text/csv'],
    contentType: 'text/csv; charset=utf-8; header=present',
    createEncoder: createCsvEncoder,
  },
  {
    name: 'arrow',
    title: 'an Arrow IPC stream',
    mediaTypes: ['application/vnd.apache.arrow.stream'],
    contentType: 'application/vnd.apache.arrow.stream',
    createEncoder: (layout) => createArrowEncoder(layout, crc32),
  },
]
