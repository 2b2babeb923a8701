import type pg from 'pg'
import type { AssetFrame } from '../../frame/frame.ts'
import type { Asset } from '../../signal/asset.ts'
import type { OpenSamples, SampleQuery } from '../source.ts'
import { ofAsset } from '../table/asset-column.ts'
import { demandDigits } from '../table/demand-digits.ts'
import { findAssets } from '../table/find-assets.ts'
import { openInSnapshot } from '../table/open-in-snapshot.ts'
import type { Reading } from '../table/open-in-snapshot.ts'
import type { SourceTable, Variable } from '../table/source-table.ts'
import { splitByPlace } from '../table/split-by-place.ts'
import type { PlacedFrame } from '../table/split-by-place.ts'
import { findTimeReasons } from '../table/time-reasons.ts'
import { together } from '../table/together.ts'
import { readFrames } from './read-frames.ts'

interface TableReading extends Reading {
  readonly table: SourceTable
  readonly variables: readonly Variable[]
}

/**
 * Opens samples of a table. Where its rows name their asset, all come from one snapshot, that in which the
 * assets were listed too: none is missing, and none is new. Throws `unknown-asset`.
 */
export async function openSamples(reading: TableReading, query: SampleQuery): Promise<OpenSamples> {
  const { table } = reading
  const { assetColumn } = table
  if (assetColumn === undefined) {
    return { assets: undefined, rowsWithoutAsset: 0, frames: readOne(reading, query) }
  }
  return openInSnapshot(
    reading,
    (client) => findAssets(client, table, assetColumn, query.interval, query.assets),
    // One alone needs no sorting by its place.
    (client, { assets, isIndexed }) =>
      (isIndexed || assets.length === 1 ? readEach : readTogether)(client, reading, query, assets),
  )
}

async function* readOne(
  reading: TableReading,
  query: SampleQuery,
): AsyncGenerator<AssetFrame, void, void> {
  const client = await reading.pool.take()
  let isWhole = false
  try {
    yield* readAsset(client, reading, query, '')
    isWhole = true
  } finally {
    reading.pool.giveBack(client, !isWhole)
  }
}

async function* readEach(
  client: pg.ClientBase,
  reading: TableReading,
  query: SampleQuery,
  assets: readonly Asset[],
): AsyncGenerator<AssetFrame, void, void> {
  for (const asset of assets) {
    reading.signal.throwIfAborted()
    yield* readAsset(client, reading, query, asset)
  }
}

async function* readTogether(
  client: pg.ClientBase,
  reading: TableReading,
  query: SampleQuery,
  assets: readonly Asset[],
): AsyncGenerator<AssetFrame, void, void> {
  if (assets.length === 0) return
  const table = together(reading.table, assets)
  for await (const frame of readPart(client, reading, query, table)) {
    yield* splitByPlace(frame, assets)
  }
}

async function* readAsset(
  client: pg.ClientBase,
  reading: TableReading,
  query: SampleQuery,
  asset: Asset,
): AsyncGenerator<AssetFrame, void, void> {
  for await (const frame of readPart(client, reading, query, ofAsset(reading.table, asset))) {
    yield { asset, frame }
  }
}

/** Frames of a part of the table. */
async function* readPart(
  client: pg.ClientBase,
  { table, variables, timeout, forget, lookAgain, signal }: TableReading,
  { interval, withReasons = false }: SampleQuery,
  part: SourceTable,
): AsyncGenerator<PlacedFrame, void, void> {
  const reasons = withReasons ? await findTimeReasons(table, interval) : undefined
  const marksUnordered = withReasons && table.orderColumn !== undefined
  const options = { signal, timeout, reasons, marksUnordered }
  try {
    for await (const frame of readFrames(client, part, interval, variables, options)) {
      demandDigits(frame.time, table.timeDigits, forget)
      yield frame
    }
  } catch (error) {
    throw lookAgain(error)
  }
}
