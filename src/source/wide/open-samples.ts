import type pg from 'pg'
import type { AssetFrame } from '../../frame/frame.ts'
import type { Asset } from '../../signal/asset.ts'
import type { OpenSamples, SampleQuery } from '../source.ts'
import { beginSnapshot } from '../in-snapshot.ts'
import { ofAsset } from '../table/asset-column.ts'
import { carriedFirst } from '../table/carried-first.ts'
import { demandDigits } from '../table/demand-digits.ts'
import { findAssets } from '../table/find-assets.ts'
import { askInTime, openInSnapshot } from '../table/open-in-snapshot.ts'
import type { Reading } from '../table/open-in-snapshot.ts'
import type { SourceTable, Variable } from '../table/source-table.ts'
import { splitByPlace } from '../table/split-by-place.ts'
import type { PlacedFrame } from '../table/split-by-place.ts'
import { findTimeReasons } from '../table/time-reasons.ts'
import { together } from '../table/together.ts'
import { widen } from '../table/widen.ts'
import { findLatest, heldOf } from './find-latest.ts'
import { readCarried } from './read-carried.ts'
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
    (client) => {
      const rowsIn = widen(table.variables, query)
      return findAssets(client, table, assetColumn, query.interval, query.assets, rowsIn)
    },
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
    // What held before and the rows after it are one answer.
    const isOfTwo = hasCarry(reading, query)
    if (isOfTwo) await client.query(beginSnapshot)
    yield* readAsset(client, reading, query, '')
    if (isOfTwo) await client.query('commit')
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
  const split = async function* (
    frames: AsyncGenerator<PlacedFrame, void, void>,
  ): AsyncGenerator<AssetFrame, void, void> {
    for await (const frame of frames) yield* splitByPlace(frame, assets)
  }
  const frames = split(readPart(client, reading, query, table))
  if (!hasCarry(reading, query)) return yield* frames
  const carried = split(readCarriedPart(client, reading, query, table, assets.length))
  yield* carriedFirst(assets, carried, frames)
}

async function* readAsset(
  client: pg.ClientBase,
  reading: TableReading,
  query: SampleQuery,
  asset: Asset,
): AsyncGenerator<AssetFrame, void, void> {
  const table = ofAsset(reading.table, asset)
  if (hasCarry(reading, query)) {
    for await (const frame of readCarriedPart(client, reading, query, table)) yield { asset, frame }
  }
  for await (const frame of readPart(client, reading, query, table)) yield { asset, frame }
}

/** Whether what held before the interval is part of the answer. */
function hasCarry({ variables }: TableReading, { withCarry = false }: SampleQuery): boolean {
  return withCarry && heldOf(variables).length > 0
}

/** Frames of what held before the interval, of a part of the table. */
async function* readCarriedPart(
  client: pg.ClientBase,
  reading: TableReading,
  query: SampleQuery,
  part: SourceTable,
  places?: number,
): AsyncGenerator<PlacedFrame, void, void> {
  const { table, variables, timeout, forget, lookAgain, signal } = reading
  const { start } = query.interval
  const latest = await askInTime(client, reading, () =>
    findLatest(client, part, heldOf(variables), start, places),
  )
  const { withReasons = false } = query
  const marksUnordered = withReasons && table.orderColumn !== undefined
  const options = { signal, timeout, withReasons, marksUnordered }
  try {
    for await (const frame of readCarried(client, part, start, variables, latest, options)) {
      demandDigits(frame.time, table.timeDigits, forget)
      yield frame
    }
  } catch (error) {
    throw lookAgain(error)
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
