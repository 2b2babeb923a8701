import { parseTime } from '../time/parse-time.ts'
import { encodeText } from './encode-text.ts'
import { createTimeFormatter } from './format-time.ts'
import { formatNumber } from './format-number.ts'
import type { Frame, FrameEncoder, FrameLayout } from './frame.ts'

/** Writes CSV (RFC 4180 but for the bare newline): a header, a row a line; a missing value is empty. */
export function createCsvEncoder(layout: FrameLayout): FrameEncoder {
  const formatTime = createTimeFormatter(layout.timeDigits)
  return {
    start: () => Buffer.from(`${[layout.timeName, ...layout.columns].map(quote).join(',')}\n`),
    rows(frame) {
      const columns = [...frame.columns.values()]
      return encodeText(frame.time.length, (from, to) => {
        let text = ''
        for (let row = from; row < to; row++) {
          text += formatTime(frame.time[row]!)
          for (const values of columns) text += `,${formatNumber(values[row]!, '')}`
          text += '\n'
        }
        return text
      })
    },
    end: () => new Uint8Array(0),
  }
}

function quote(name: string): string {
  return /[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name
}

/** Reads the rows that the encoder writes; the header is the layout's own and is passed over. */
export function decodeCsv(text: string, layout: FrameLayout): Frame {
  const headerLength = Buffer.from(createCsvEncoder(layout).start()).toString().length
  const rows = text
    .slice(headerLength)
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split(','))
  return {
    time: Float64Array.from(rows, (row) => parseTime(row[0]!, 'UTC') ?? NaN),
    columns: new Map(
      layout.columns.map((name, index) => [
        name,
        Float64Array.from(rows, (row) => (row[index + 1] === '' ? NaN : Number(row[index + 1]))),
      ]),
    ),
  }
}
