import { MinuanoError } from '../../errors/minuano-error.ts'
import type { SourceRows } from '../../source/wide/copy-rows.ts'
import type { Instant } from '../../time/instant.ts'
import type { NumberReader } from '../cells/number-reader.ts'
import type { TimeReader } from '../cells/time-reader.ts'
import { timeOf } from '../map/choose-format.ts'
import type { OpenFile } from '../open-file.ts'
import type { BadRows } from './bad-rows.ts'
import {
  describeDoubled,
  describeDoubtful,
  describeMisquoted,
  describeNoNumber,
} from './describe-fault.ts'
import { settleDoubledHour } from './doubled-hours.ts'
import type { DoubledRow } from './doubled-hours.ts'
import { createHeadMatcher } from './head-records.ts'
import { createRowBuffer } from './row-buffer.ts'
import { noteTime } from './rows-read.ts'
import type { RowsRead } from './rows-read.ts'

export interface ReadRowsOptions {
  readonly readTime: TimeReader
  readonly numbers: NumberReader
  readonly timeZone: string
  readonly badRows: BadRows
  /** Filled in as rows are read. */
  readonly seen: RowsRead
  readonly onProgress: (rows: number, bytes: number) => void
}

/** No logger writes so many rows in an hour: they are not kept waiting for the row after them. */
const mostDoubled = 500_000

/**
 * The good rows of a file, a frame a batch, each row numbered by its line; bad rows are noted. Rows of an
 * hour that the clock showed twice come when the row after them is known. Throws `import-refused` where
 * another header comes, and at the end where numbers were doubtful.
 */
export async function* readRows(
  file: OpenFile,
  { readTime, numbers, timeZone, badRows, seen, onProgress }: ReadRowsOptions,
): AsyncGenerator<SourceRows, void, void> {
  const { columns, timeIndexes } = file.mapping
  const width = file.headers.length
  // Cells may be left out that no header names: a line of the header that ends with a delimiter.
  const least = file.headers.findLastIndex((header) => header !== '') + 1
  const matchHead = createHeadMatcher(file)
  const rows = createRowBuffer(columns.map(({ name }) => name))
  const values = columns.map(() => NaN)
  let doubled: DoubledRow[] = []
  let previous: Instant | undefined
  let direction = 0

  for await (const { records, lines, misquoted } of file.batches) {
    for (const [place, record] of records.entries()) {
      if (record.length === 1 && record[0]!.trim() === '') continue
      seen.read++
      const line = lines[place]!
      const fault = misquoted.has(place)
        ? describeMisquoted(record, line)
        : readRecord(record, line)
      if (fault !== undefined) badRows.add(line, fault)
    }
    onProgress(seen.read, file.bytesRead())
    if (rows.count > 0) yield rows.take()
  }
  settle(undefined)
  if (rows.count > 0) yield rows.take()
  if (numbers.doubtful !== undefined) {
    throw new MinuanoError('import-refused', describeDoubtful(numbers.doubtful, file.name))
  }

  /** Takes a row in; gives the reason if it is bad. */
  function readRecord(record: readonly string[], line: number): string | undefined {
    const { length } = record
    if (length < least || (length > width && record.slice(width).some((cell) => cell !== ''))) {
      return isNoRow(record, line) ? undefined : `${length} cells, where the header has ${width}`
    }
    const time = readTime(timeOf(record, timeIndexes))
    if (typeof time === 'string') return isNoRow(record, line) ? undefined : time
    for (let index = 0; index < columns.length; index++) {
      const column = columns[index]!
      const cell = record[column.index]!
      const value = numbers.read(cell)
      if (value === undefined) return describeNoNumber(cell, column.name, numbers.explain(cell))
      values[index] = value
    }
    if (typeof time === 'number') {
      settle(time)
      addRow(time, line, values)
      return undefined
    }
    const [before] = doubled
    const hour = time.second - time.first
    // Of another year: the clock shows an hour twice once a year.
    if (before !== undefined && Math.abs(before.first - time.first) > hour) settle(time.first)
    doubled.push({ ...time, line, values: values.slice() })
    if (doubled.length > mostDoubled) settle(undefined)
    return undefined
  }

  function isNoRow(record: readonly string[], line: number): boolean {
    // What a spreadsheet leaves below its rows.
    const isEmpty = record.every((cell) => cell.trim() === '')
    const kind = isEmpty ? undefined : matchHead(record, line)
    if (!isEmpty && kind === undefined) return false
    seen.read--
    if (isEmpty) return true
    if (kind === 'head') seen.repeatedHeaders++
    else seen.comments++
    return true
  }

  function addRow(time: Instant, line: number, of: readonly number[]): void {
    rows.add(time, line, of)
    noteTime(seen, time, previous)
    if (previous !== undefined) direction += Math.sign(time - previous)
    previous = time
  }

  /** Gives the rows that wait their times, or notes them as bad. */
  function settle(next: Instant | undefined): void {
    if (doubled.length === 0) return
    const waiting = doubled
    doubled = []
    const times = settleDoubledHour(waiting, { previous, next, direction })
    for (const [at, row] of waiting.entries()) {
      const time = times?.[at]
      if (time === undefined) {
        badRows.add(row.line, describeDoubled(row, timeZone))
        continue
      }
      addRow(time, row.line, row.values)
      if (time === row.first) seen.doubledFirst++
      else seen.doubledSecond++
    }
  }
}
