import { join } from 'node:path'
import type { FrameEncoder, FrameLayout } from '../frame/frame.ts'
import { readSeries } from '../target/read/read-series.ts'
import type { Target } from '../target/tables/schema.ts'
import type { Interval } from '../time/interval.ts'
import { framesOfSlice } from './encode/frames-of-slice.ts'
import type { FileFrame } from './encode/frames-of-slice.ts'
import type { ExportKind } from './export-kind.ts'
import { explainFileFault } from './files/explain-file-fault.ts'
import type { Entry } from './files/manifest.ts'
import { openDraft } from './files/open-draft.ts'
import type { Draft } from './files/open-draft.ts'
import { layoutOfFile } from './layout-of-file.ts'
import type { PlannedFile } from './plan/plan-files.ts'

export interface MonthWriter {
  readonly folder: string
  readonly kind: ExportKind
  /** Of the layout `long`, its columns. */
  readonly statistics: readonly string[]
  readonly encoderOf: (layout: FrameLayout) => FrameEncoder
  readonly signal: AbortSignal
  /** How many values are held at once. */
  readonly mostCells: number
}

/**
 * Writes an asset's month, whole or not at all, piece by piece as it is read: all as it was at one moment. A month
 * without a value has no file. Throws `target-unavailable`, `target-refused`, `export-refused` or `disk-full`, and
 * the signal's reason.
 */
export async function writeMonth(
  target: Target,
  file: PlannedFile,
  { folder, kind, statistics, encoderOf, signal, mostCells }: MonthWriter,
): Promise<Entry> {
  const { path, asset, month, columns, state } = file
  const encoder = encoderOf(layoutOfFile(kind, file, statistics))
  const ids = columns.flatMap(({ signal }) => (signal === undefined ? [] : [signal.id]))
  const count = { rows: 0, values: 0 }
  let draft: Draft | undefined
  const write = async ({ frame, variable }: FileFrame) => {
    if (frame.time.length === 0) return
    if (draft === undefined) {
      draft = await openDraft(join(folder, path))
      await draft.write(encoder.start())
    }
    count.rows += frame.time.length
    await draft.write(encoder.rows(frame, variable ?? asset))
  }
  try {
    const what = `the export of ${month.name}`
    const pieces = slices(month, kind, mostCells / Math.max(1, ids.length))
    await readSeries(target, what, ids, pieces, async (series) => {
      signal.throwIfAborted()
      for (const { values } of series.values()) count.values += countNumbers(values)
      for (const frame of framesOfSlice(columns, statistics, kind.layout, series)) {
        await write(frame)
      }
    })
    if (draft === undefined) return { state, ...count, bytes: 0, sha256: '', modified: 0 }
    await draft.write(encoder.end(count.rows))
    return { state, ...count, ...(await draft.keep()) }
  } catch (error) {
    throw explainFileFault(error, folder)
  } finally {
    await draft?.drop()
  }
}

/** A month in pieces of so many bins. */
function slices({ start, end }: Interval, { periodSeconds }: ExportKind, bins: number): Interval[] {
  const step = Math.max(1, Math.floor(bins)) * periodSeconds * 1e6
  const found: Interval[] = []
  for (let at = start; at < end; at += step) {
    found.push({ start: at, end: Math.min(end, at + step) })
  }
  return found
}

function countNumbers(values: Float64Array): number {
  let count = 0
  for (const value of values) if (Number.isFinite(value)) count++
  return count
}
