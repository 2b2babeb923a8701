import type pg from 'pg'
import { MinuanoError } from '../errors/minuano-error.ts'
import type { Instant } from '../time/instant.ts'
import type { Interval } from '../time/interval.ts'
import { changeSource, lockTable, otherRows } from '../source/table/change-source.ts'
import { copyRows } from '../source/copy-rows.ts'
import type { SourceSettings } from '../source/table/describe-source.ts'
import { createBadRows, refusedFor } from './stage/bad-rows.ts'
import type { BadRows } from './stage/bad-rows.ts'
import {
  createImported,
  findContradictions,
  importedColumns,
  holdsRows,
  importedPeriod,
  insertRows,
  removeEqual,
  removeRepeated,
  updateRows,
} from './write/difference.ts'
import { readRows } from './stage/read-rows.ts'
import { addColumns, describeUnitConflicts, findImportTarget } from './write/import-target.ts'
import type { ImportTarget } from './write/import-target.ts'
import { createTimeReader } from './cells/time-reader.ts'
import type { OpenFile } from './open-file.ts'

export interface ImportOptions {
  readonly settings: SourceSettings
  /** As `createTimeReader` takes it. */
  readonly timeFormat: string
  /** What a time without offset means. */
  readonly timeZone: string
  readonly decimalComma: boolean
  /** Whether bad rows are left out and counted; otherwise they refuse the file. */
  readonly skipBadRows: boolean
  /** Whether values that differ are overwritten; otherwise they refuse the file. */
  readonly replace: boolean
  /** Called as the file is read, with its rows and bytes so far. */
  readonly onProgress?: (rows: number, bytes: number) => void
  /** Called when the file is read, before its rows are compared and written. */
  readonly onRead?: () => void
}

export interface ImportResult {
  /** The table that was written. */
  readonly table: string
  /** Rows of the file: each was inserted, updated, unchanged or skipped. */
  readonly read: number
  readonly inserted: number
  readonly updated: number
  readonly unchanged: number
  readonly skipped: number
  readonly badRows: BadRows
  readonly period: { readonly first: Instant; readonly last: Instant }
  readonly addedColumns: readonly { readonly name: string; readonly unit: string | null }[]
  /** What is worth a second look, a line each. */
  readonly warnings: readonly string[]
  readonly seconds: number
}

/**
 * Brings a CSV file's rows into the Source's table, in one transaction. Rows that are there and equal
 * stay untouched. Throws `import-refused` for bad rows, `source-differs` for rows that contradict those
 * which are there, unless told otherwise; then nothing is changed.
 */
export function importFile(
  client: pg.Client,
  source: OpenFile,
  options: ImportOptions,
): Promise<ImportResult> {
  const { skipBadRows, replace, decimalComma, onProgress = () => undefined } = options
  const startedAt = performance.now()
  return changeSource(client, async () => {
    const target = await findImportTarget(client, options.settings, source.mapping.columns)
    const readTime = createTimeReader({
      format: options.timeFormat,
      timeZone: options.timeZone,
      digits: target.timeDigits,
    })
    await createImported(client, target)
    const badRows = createBadRows()
    const seen = { read: 0, ascending: true }
    const rows = { readTime, decimalComma, badRows, seen, onProgress }
    await copyRows(client, 'imported', importedColumns(target), readRows(source, rows))
    options.onRead?.()
    if (!seen.ascending) await removeRepeated(client, badRows)
    const period = await importedPeriod(client)
    if (seen.read === 0) {
      throw new MinuanoError('import-refused', `${source.name} has a header, and no rows below it`)
    }
    if (badRows.count > 0 && (!skipBadRows || period === null))
      throw refusedFor(badRows, source.name)

    // Only now, with the file read: a new column keeps readers waiting until the transaction ends.
    // Enough to join a million rows in memory; the usual 4 MB would go by way of files.
    await client.query(`set local work_mem = '64MB'`)
    await lockTable(client, target.relation)
    await addColumns(client, target)
    await client.query('analyze imported')
    const written = await writeRows(client, target, period!, replace)
    if (written.inserted + written.updated > 0) await client.query(`analyze ${target.relation}`)
    return {
      table: target.relation,
      read: seen.read,
      ...written,
      skipped: badRows.count,
      badRows,
      period: { first: period!.start, last: period!.end },
      addedColumns: target.columns
        .filter(({ isNew }) => isNew)
        .map(({ name, fileUnit: unit }) => ({ name, unit })),
      warnings: describeUnitConflicts(target),
      seconds: (performance.now() - startedAt) / 1000,
    }
  })
}

async function writeRows(
  client: pg.Client,
  target: ImportTarget,
  period: Interval,
  replace: boolean,
) {
  if (!(await holdsRows(client, target, period))) {
    return { inserted: await insertRows(client, target, period), updated: 0, unchanged: 0 }
  }
  const unchanged = await removeEqual(client, target, period)
  if (!replace) {
    const { count, first } = await findContradictions(client, target, period)
    if (count > 0) throw otherRows(count, first)
  }
  const updated = await updateRows(client, target, period)
  return { inserted: await insertRows(client, target, period), updated, unchanged }
}
