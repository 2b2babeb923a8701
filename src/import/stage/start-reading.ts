import type { SourceRows } from '../../source/wide/copy-rows.ts'
import { createNumberReader } from '../cells/number-reader.ts'
import { createTimeReader } from '../cells/time-reader.ts'
import type { OpenFile } from '../open-file.ts'
import { createBadRows } from './bad-rows.ts'
import type { BadRows } from './bad-rows.ts'
import { readRows } from './read-rows.ts'
import { createRowsRead } from './rows-read.ts'
import type { RowsRead } from './rows-read.ts'

export interface ReadingOptions {
  /** What a time without offset means. */
  readonly timeZone: string
  /** Texts that say that there is no value, beside those that are known. */
  readonly noValue: readonly string[]
  /** Called as the file is read, with its rows and bytes so far. */
  readonly onProgress?: ((rows: number, bytes: number) => void) | undefined
}

/** A file's rows, and what becomes known while they are taken. */
export interface Reading {
  readonly rows: AsyncGenerator<SourceRows, void, void>
  readonly badRows: BadRows
  readonly seen: RowsRead
  /** Cells that say that there is no value, by their text. */
  readonly noValues: ReadonlyMap<string, number>
}

export function startReading(file: OpenFile, options: ReadingOptions): Reading {
  const { timeZone, noValue, onProgress = () => undefined } = options
  const { timeFormat, numberStyle, isNumberStyleSure } = file.format
  const badRows = createBadRows()
  const seen = createRowsRead()
  const numbers = createNumberReader({ style: numberStyle, isSure: isNumberStyleSure, noValue })
  const readTime = createTimeReader(timeFormat, timeZone)
  return {
    rows: readRows(file, { readTime, numbers, timeZone, badRows, seen, onProgress }),
    badRows,
    seen,
    noValues: numbers.noValues,
  }
}
