import { parseTime } from '../time/parse-time.ts'
import { encodeText } from './encode-text.ts'
import { createTimeFormatter } from './format-time.ts'
import { formatNumber } from './format-number.ts'
import type { Frame, FrameEncoder, FrameLayout } from './frame.ts'

/**
 * Writes rows as JSON objects: as one array, or with `lines` as NDJSON, an object a line. A missing
 * value is `null`.
 */
export function createJsonEncoder(layout: FrameLayout, { lines = false } = {}): FrameEncoder {
  const formatTime = createTimeFormatter(layout.timeDigits)
  const open = `{${JSON.stringify(layout.timeName)}:"`
  const keys = layout.columns.map(
    (name, index) => `${index === 0 ? '"' : ''},${JSON.stringify(name)}:`,
  )
  const close = layout.columns.length === 0 ? '"}' : '}'
  const separator = lines ? '' : ',\n'
  let first = true
  return {
    start: () => Buffer.from(lines ? '' : '['),
    rows(frame) {
      const columns = [...frame.columns.values()]
      return encodeText(frame.time.length, (from, to) => {
        let text = ''
        for (let row = from; row < to; row++) {
          if (first) first = false
          else text += separator
          text += open + formatTime(frame.time[row]!)
          for (let column = 0; column < columns.length; column++) {
            text += keys[column]! + formatNumber(columns[column]![row]!, 'null')
          }
          text += close
          if (lines) text += '\n'
        }
        return text
      })
    },
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
