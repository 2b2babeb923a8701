import { parseTime } from '../../time/parse-time.ts'
import { assetName } from '../frame.ts'
import type { Frame, FrameEncoder, FrameLayout } from '../frame.ts'
import { reasonColumns } from '../reason-columns.ts'
import { reasonNumber } from '../reasons.ts'
import { createAssetRowWriter } from './asset-rows.ts'

/**
 * Writes rows as JSON objects: as one array, or with `lines` as NDJSON, an object a line. A missing
 * value or reason is `null`.
 */
export function createJsonEncoder(layout: FrameLayout, { lines = false } = {}): FrameEncoder {
  const names = [...layout.columns, ...reasonColumns(layout).values()]
  return {
    start: () => Buffer.from(lines ? '' : '['),
    rows: createAssetRowWriter(layout, (asset) => {
      const whose =
        asset === undefined ? '' : `,${JSON.stringify(assetName)}:${JSON.stringify(asset)}`
      const close = names.length === 0 ? `"${whose}}` : '}'
      return {
        between: lines ? '' : ',\n',
        open: `{${JSON.stringify(layout.timeName)}:"`,
        keys: names.map(
          (name, index) => `${index === 0 ? `"${whose}` : ''},${JSON.stringify(name)}:`,
        ),
        reasons: layout.reasons,
        quote: '"',
        close: lines ? `${close}\n` : close,
        missing: 'null',
      }
    }),
    end: () => Buffer.from(lines ? '' : ']\n'),
  }
}

/** Reads what the encoder writes. Throws SyntaxError if it is not JSON. */
export function decodeJson(text: string, layout: FrameLayout, { lines = false } = {}): Frame {
  const json = lines ? `[${text.trimEnd().replaceAll('\n', ',')}]` : text
  const rows = JSON.parse(json) as Record<string, number | string | null>[]
  const frame = {
    time: Float64Array.from(rows, (row) => parseTime(String(row[layout.timeName]), 'UTC') ?? NaN),
    columns: new Map(
      layout.columns.map((name) => [
        name,
        Float64Array.from(rows, (row) => (row[name] === null ? NaN : Number(row[name]))),
      ]),
    ),
  }
  if (layout.reasons === undefined) return frame
  const reasons = [...reasonColumns(layout)].map(([variable, name]): [string, Uint8Array] => [
    variable,
    Uint8Array.from(rows, (row) => reasonNumber(String(row[name]))),
  ])
  return { ...frame, reasons: new Map(reasons) }
}
