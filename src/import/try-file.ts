import type { Instant } from '../time/instant.ts'
import { describeNotes } from './describe-notes.ts'
import type { OpenFile } from './open-file.ts'
import type { BadRows } from './stage/bad-rows.ts'
import { startReading } from './stage/start-reading.ts'
import type { ReadingOptions } from './stage/start-reading.ts'

/** How a file was understood. */
export interface TryResult {
  readonly encoding: string
  readonly delimiter: string
  readonly headerLine: number
  /** Rows of units and the like below the header. */
  readonly unitRows: number
  readonly timeFormat: string
  readonly timeZone: string
  readonly decimal: string
  readonly thousands: string
  readonly columns: readonly { name: string; header: string; unit: string | null }[]
  /** The first rows: the time, then a value or null for each column. */
  readonly rows: readonly (readonly [Instant, ...(number | null)[]])[]
  readonly read: number
  readonly period: { readonly first: Instant; readonly last: Instant } | null
  /** Rows at a time that another row has too: an import refuses those whose values differ. */
  readonly sameTime: number
  readonly noValues: ReadonlyMap<string, number>
  readonly badRows: BadRows
  readonly notes: readonly string[]
}

const mostRows = 3

/** Reads a whole file as an import would, and writes nothing; needs no database. */
export async function tryFile(file: OpenFile, options: ReadingOptions): Promise<TryResult> {
  const { rows: batches, badRows, seen, noValues } = startReading(file, options)
  const rows: [Instant, ...(number | null)[]][] = []
  const times: number[] = []
  for await (const { frame } of batches) {
    for (const [row, time] of frame.time.entries()) {
      times.push(time)
      if (rows.length === mostRows) continue
      const values = [...frame.columns.values()].map((column) => column[row]!)
      rows.push([time, ...values.map((value) => (Number.isNaN(value) ? null : value))])
    }
  }
  const inOrder = Float64Array.from(times).sort()
  const sameTime = inOrder.reduce((sum, time, at) => sum + Number(time === inOrder[at - 1]), 0)
  const { header, mapping, headers, format, decoding } = file
  return {
    encoding: decoding.encoding,
    delimiter: header.delimiter,
    headerLine: header.line,
    unitRows: header.below.rows,
    timeFormat: format.timeFormat,
    timeZone: options.timeZone,
    decimal: format.numberStyle.decimal,
    thousands: format.numberStyle.thousands,
    columns: mapping.columns.map(({ name, index, unit }) => ({
      name,
      header: headers[index]!,
      unit,
    })),
    rows,
    read: seen.read,
    period: times.length === 0 ? null : { first: inOrder[0]!, last: inOrder.at(-1)! },
    sameTime,
    noValues,
    badRows,
    notes: describeNotes(file, { seen, noValues }, options.timeZone),
  }
}
