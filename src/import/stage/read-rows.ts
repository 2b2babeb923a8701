import { MinuanoError } from '../../errors/minuano-error.ts'
import type { SourceRows } from '../../source/copy-rows.ts'
import type { Instant } from '../../time/instant.ts'
import type { BadRows } from './bad-rows.ts'
import { readNumber } from '../cells/read-number.ts'
import { countLines } from '../formats/read-records.ts'
import { suggestTimeFormat } from '../cells/time-reader.ts'
import type { TimeReader } from '../cells/time-reader.ts'
import type { OpenFile } from '../open-file.ts'

/** What is known of a file's rows once they are read. */
export interface RowsRead {
  /** Rows of the file, bad ones too; empty lines are none. */
  read: number
  /** Whether each good row is later than the one before it: then no time is there twice. */
  ascending: boolean
}

export interface ReadRowsOptions {
  readonly readTime: TimeReader
  readonly decimalComma: boolean
  readonly badRows: BadRows
  /** Filled in as rows are read. */
  readonly seen: RowsRead
  readonly onProgress: (rows: number, bytes: number) => void
}

/**
 * The good rows of a file, a frame a batch, each row numbered by its line; bad rows are noted.
 * Throws `import-refused` at once where the first row shows that the times have another format.
 */
export async function* readRows(
  source: OpenFile,
  { readTime, decimalComma, badRows, seen, onProgress }: ReadRowsOptions,
): AsyncGenerator<SourceRows, void, void> {
  const { timeIndex, columns } = source.mapping
  let previous: Instant = -Infinity
  for await (const { records, lines, misquoted } of source.batches) {
    const time = new Float64Array(records.length)
    const line = new Float64Array(records.length)
    const values = columns.map(() => new Float64Array(records.length))
    let rows = 0
    for (const [place, record] of records.entries()) {
      if (record.length === 1 && record[0]!.trim() === '') continue
      seen.read++
      const fault = misquoted.has(place)
        ? describeMisquoted(record, lines[place]!)
        : readRow(record)
      if (fault === undefined) {
        line[rows++] = lines[place]!
        continue
      }
      badRows.add(lines[place]!, fault)
    }
    onProgress(seen.read, source.bytesRead())
    if (rows > 0) yield toRows(rows)

    /** Fills row `rows` in; gives the reason if it is bad. */
    function readRow(record: readonly string[]): string | undefined {
      if (record.length !== source.width) {
        return `${record.length} cells, where the header has ${source.width}`
      }
      const instant = readTime(record[timeIndex]!, previous)
      if (typeof instant === 'string') {
        if (badRows.count === seen.read - 1) refuseOtherFormat(record[timeIndex]!)
        return instant
      }
      for (const [index, column] of columns.entries()) {
        const cell = record[column.index]!
        const value = readNumber(cell, decimalComma)
        if (value === undefined) return describeNoNumber(cell, column.name, decimalComma)
        values[index]![rows] = value
      }
      time[rows] = instant
      if (instant <= previous) seen.ascending = false
      previous = instant
      return undefined
    }

    function toRows(count: number): SourceRows {
      const named = columns.map(
        ({ name }, index) => [name, values[index]!.subarray(0, count)] as const,
      )
      return {
        frame: { time: time.subarray(0, count), columns: new Map(named) },
        numbers: line.subarray(0, count),
      }
    }
  }
}

/** Says which option reads the times, rather than that every row is bad. */
function refuseOtherFormat(cell: string): void {
  const option = suggestTimeFormat(cell.trim())
  if (option === undefined) return
  throw new MinuanoError(
    'import-refused',
    `the time ${JSON.stringify(cell)} is not read as it is: add ${option}; nothing was loaded`,
  )
}

/** What lies between two quotes is lost when one is wrong: the reason says how far that goes. */
function describeMisquoted(record: readonly string[], line: number): string {
  const last = line + countLines(record) - 1
  const lost = last === line ? '' : `: nothing up to line ${last} can be read`
  return `a quote (") stands in the wrong place, or is not closed${lost}`
}

function describeNoNumber(cell: string, name: string, decimalComma: boolean): string {
  const shown = JSON.stringify(cell.length > 40 ? `${cell.slice(0, 40)}…` : cell)
  const text = cell.trim()
  const hint =
    !decimalComma && /^[+-]?\d*,\d+(e[+-]?\d+)?$/i.test(text)
      ? ': a decimal comma needs --decimal-comma'
      : ''
  return `${shown} is no number (${name})${hint}`
}
