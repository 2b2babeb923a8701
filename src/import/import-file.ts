import type pg from 'pg'
import { MinuanoError } from '../errors/minuano-error.ts'
import { changeSource, lockTable } from '../source/table/change-source.ts'
import { copyRows } from '../source/wide/copy-rows.ts'
import type { SourceSettings } from '../source/table/describe-source.ts'
import type { Instant } from '../time/instant.ts'
import { describeNotes } from './describe-notes.ts'
import type { OpenFile } from './open-file.ts'
import { refusedFor } from './stage/bad-rows.ts'
import { isOfSeveral, refusedAsSeveral } from './refuse-several.ts'
import type { BadRows } from './stage/bad-rows.ts'
import type { RowsRead } from './stage/rows-read.ts'
import { startReading } from './stage/start-reading.ts'
import type { ReadingOptions } from './stage/start-reading.ts'
import {
  createImported,
  importedColumns,
  importedPeriod,
  removeRepeated,
} from './write/imported-rows.ts'
import { addColumns, describeUnitConflicts, findImportTarget } from './write/import-target.ts'
import { widenTime } from './write/widen-time.ts'
import { writeRows } from './write/write-rows.ts'

export interface ImportOptions extends ReadingOptions {
  readonly settings: SourceSettings
  /** Whether bad rows are left out and counted; otherwise they refuse the file. */
  readonly skipBadRows: boolean
  /** Whether values that differ are overwritten; otherwise they refuse the file. */
  readonly replace: boolean
  /** Called when the file is read, before its rows are compared and written. */
  readonly onRead?: () => void
}

export interface ImportResult {
  /** The table that was written. */
  readonly table: string
  /** Rows of the file: each was inserted, updated, unchanged, repeated or skipped. */
  readonly read: number
  readonly inserted: number
  readonly updated: number
  readonly unchanged: number
  /** Rows that an earlier row of the file is equal to. */
  readonly repeated: number
  readonly skipped: number
  readonly badRows: BadRows
  readonly seen: RowsRead
  /** Cells that say that there is no value, by their text. */
  readonly noValues: ReadonlyMap<string, number>
  readonly period: { readonly first: Instant; readonly last: Instant }
  readonly addedColumns: readonly { readonly name: string; readonly unit: string | null }[]
  /** The time column's type, where the file's times needed a finer one than it had. */
  readonly widened: string | null
  /** What is worth a second look, and what was not in the file but found, a line each. */
  readonly warnings: readonly string[]
  readonly notes: readonly string[]
  readonly seconds: number
}

/**
 * Brings a file's rows into the Source's table, in one transaction. Rows that are there and equal stay
 * untouched. Throws `import-refused` for bad rows, `source-differs` for rows that contradict those which
 * are there, unless told otherwise; then nothing is changed.
 */
export function importFile(
  client: pg.Client,
  file: OpenFile,
  options: ImportOptions,
): Promise<ImportResult> {
  const { skipBadRows, replace } = options
  const startedAt = performance.now()
  return changeSource(client, async () => {
    const target = await findImportTarget(client, options.settings, file.mapping.columns)
    await createImported(client, target)
    const { rows, badRows, seen, noValues } = startReading(file, options)
    await copyRows(client, 'imported', importedColumns(target), rows)
    options.onRead?.()
    const isOrdered = seen.ascending || seen.descending
    const { equal: repeated, differing } = isOrdered
      ? { equal: 0, differing: 0 }
      : await removeRepeated(client, target, badRows)
    // To leave them out would keep one row of each time, of whichever turbine stands first.
    if (isOfSeveral(differing, seen.read)) throw refusedAsSeveral(file, differing, badRows)
    const period = await importedPeriod(client)
    if (seen.read === 0) {
      throw new MinuanoError('import-refused', `${file.name} has a header, and no rows below it`)
    }
    if (badRows.count > 0 && !skipBadRows) throw refusedFor(badRows, file.name)
    if (period === null) throw refusedFor(badRows, file.name)

    // Only now, with the file read: a new column keeps readers waiting until the transaction ends.
    // Enough to join a million rows in memory; the usual 4 MB would go by way of files.
    await client.query(`set local work_mem = '64MB'`)
    await lockTable(client, target.relation)
    await addColumns(client, target)
    const widened = await widenTime(client, target, seen.digits)
    await client.query('analyze imported')
    const written = await writeRows(client, target, period, replace)
    if (written.inserted + written.updated > 0) await client.query(`analyze ${target.relation}`)
    return {
      table: target.relation,
      read: seen.read,
      ...written,
      repeated,
      skipped: badRows.count,
      badRows,
      seen,
      noValues,
      period: { first: period.start, last: period.end },
      addedColumns: target.columns
        .filter(({ isNew }) => isNew)
        .map(({ name, fileUnit: unit }) => ({ name, unit })),
      widened,
      warnings: describeUnitConflicts(target),
      notes: describeNotes(file, { seen, noValues, repeated }, options.timeZone),
      seconds: (performance.now() - startedAt) / 1000,
    }
  })
}
