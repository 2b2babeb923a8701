import { parseTime } from '../../time/parse-time.ts'
import type { Frame, FrameEncoder, FrameLayout } from '../frame.ts'
import { createRowWriter } from './text-rows.ts'

/**
 * Writes rows as JSON objects: as one array, or with `lines` as NDJSON, an object a line. A missing
 * value is `null`.
 */
export function createJsonEncoder(layout: FrameLayout, { lines = false } = {}): FrameEncoder {
  const close = layout.columns.length === 0 ? '"}' : '}'
  return {
    start: () => Buffer.from(lines ? '' : '['),
    rows: createRowWriter(
      {
        between: lines ? '' : ',\n',
        open: `{${JSON.stringify(layout.timeName)}:"`,
        keys: layout.columns.map(
          (name, index) => `${index === 0 ? '"' : ''},${JSON.stringify(name)}:`,
        ),
        close: lines ? `${close}\n` : close,
        missing: 'null',
      },
      layout.timeDigits,
    ),
    end: () => Buffer.from(lines ? '' : ']\n'),
  }
}

/** Reads what the encoder writes. Throws SyntaxError if it is not JSON. */
export function decodeJson(text: string, layout: FrameLayout, { lines = false } = {}): Frame {
  const json = lines ? `[${text.trimEnd().replaceAll('\n', ',')}]` : text
  const rows = JSON.parse(json) as Record<string, number | string | null>[]
  return {
    time: Float64Array.from(rows, (row) => parseTime(String(row[layout.timeName]), 'UTC') ?? NaN),
    columns: new Map(
      layout.columns.map((name) => [
        name,
        Float64Array.from(rows, (row) => (row[name] === null ? NaN : Number(row[name]))),
      ]),
    ),
  }
}
