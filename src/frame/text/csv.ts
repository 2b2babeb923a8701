import { parseTime } from '../../time/parse-time.ts'
import { assetName } from '../frame.ts'
import type { Frame, FrameEncoder, FrameLayout } from '../frame.ts'
import { reasonColumns } from '../reason-columns.ts'
import { reasonNumber } from '../reasons.ts'
import { createAssetRowWriter } from './asset-rows.ts'

/** Writes CSV (RFC 4180 but for the bare newline): a header, a row a line; a missing value or reason is empty. */
export function createCsvEncoder(layout: FrameLayout): FrameEncoder {
  const { timeName, assets, assetColumn = assetName, columns, reasons } = layout
  const names = [...columns, ...reasonColumns(layout).values()]
  const heads = [timeName, ...(assets === undefined ? [] : [assetColumn]), ...names]
  return {
    start: () => Buffer.from(`${heads.map(quote).join(',')}\n`),
    rows: createAssetRowWriter(layout, (asset) => {
      const whose = asset === undefined ? '' : `,${quote(asset)}`
      return {
        between: '',
        open: '',
        keys: names.map((_, index) => (index === 0 ? `${whose},` : ',')),
        reasons,
        quote: '',
        close: names.length === 0 ? `${whose}\n` : '\n',
        missing: '',
      }
    }),
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
  const frame = {
    time: Float64Array.from(rows, (row) => parseTime(row[0]!, 'UTC') ?? NaN),
    columns: new Map(
      layout.columns.map((name, index) => [
        name,
        Float64Array.from(rows, (row) => (row[index + 1] === '' ? NaN : Number(row[index + 1]))),
      ]),
    ),
  }
  if (layout.reasons === undefined) return frame
  const reasons = layout.reasons.map((variable, index): [string, Uint8Array] => [
    variable,
    Uint8Array.from(rows, (row) => reasonNumber(row[layout.columns.length + index + 1]!)),
  ])
  return { ...frame, reasons: new Map(reasons) }
}
