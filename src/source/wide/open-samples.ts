import type pg from 'pg'
import { MinuanoError } from '../../errors/minuano-error.ts'
import type { AssetFrame } from '../../frame/frame.ts'
import { cancelQuery } from '../../postgres/cancel-query.ts'
import { classifyPostgresError } from '../../postgres/classify-error.ts'
import type { Asset } from '../../signal/asset.ts'
import type { SecondDigits } from '../../time/instant.ts'
import { beginSnapshot } from '../in-snapshot.ts'
import { orTooLate } from '../or-too-late.ts'
import type { OpenSamples, SampleQuery } from '../source.ts'
import type { SourcePool } from '../source-pool.ts'
import { ofAsset } from '../table/asset-column.ts'
import { findAssets } from '../table/find-assets.ts'
import type { FoundAssets } from '../table/find-assets.ts'
import type { AssetColumn, SourceTable, Variable } from '../table/source-table.ts'
import { findTimeReasons } from '../table/time-reasons.ts'
import { together } from '../table/together.ts'
import { readFrames, tooSlow } from './read-frames.ts'
import type { PlacedFrame } from './read-frames.ts'
import { splitByPlace } from './split-by-place.ts'

interface Reading {
  readonly pool: SourcePool
  readonly table: SourceTable
  readonly variables: readonly Variable[]
  /** Seconds that the Source may let us wait for more. */
  readonly timeout: number
  /** The table is not what it was when it was described. */
  readonly forget: () => void
  /** What to throw for an error that shows it. */
  readonly lookAgain: (error: unknown) => unknown
  readonly signal: AbortSignal
}

/** What is known before the first row is read. */
type Opening = Omit<OpenSamples, 'frames'>

/**
 * Opens samples of a table. Where its rows name their asset, all come from one snapshot, that in which the
 * assets were listed too: none is missing, and none is new. Throws `unknown-asset`.
 */
export async function openSamples(reading: Reading, query: SampleQuery): Promise<OpenSamples> {
  const { assetColumn } = reading.table
  if (assetColumn === undefined) {
    return { assets: undefined, rowsWithoutAsset: 0, frames: readOne(reading, query) }
  }
  const frames = readAll(reading, query, assetColumn)
  // It ends at once only by throwing.
  const opening = (await frames.next()).value as Opening
  return { ...opening, frames: frames as AsyncGenerator<AssetFrame, void, void> }
}

async function* readOne(
  reading: Reading,
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

/** Gives what is known before the frames, then these. */
async function* readAll(
  reading: Reading,
  query: SampleQuery,
  column: AssetColumn,
): AsyncGenerator<Opening | AssetFrame, void, void> {
  const { pool } = reading
  const client = await pool.take()
  let isGood = false
  try {
    const opening = await look(client, reading, query, column).catch(async (error: unknown) => {
      isGood = await isStillGood(client, error)
      throw error
    })
    yield { assets: opening.assets, rowsWithoutAsset: opening.rowsWithoutAsset }
    // One alone needs no sorting by its place.
    yield* opening.isIndexed || opening.assets.length === 1
      ? readEach(client, reading, query, opening.assets)
      : readTogether(client, reading, query, opening.assets)
    await client.query('commit')
    isGood = true
  } finally {
    pool.giveBack(client, !isGood)
  }
}

async function* readEach(
  client: pg.ClientBase,
  reading: Reading,
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
  reading: Reading,
  query: SampleQuery,
  assets: readonly Asset[],
): AsyncGenerator<AssetFrame, void, void> {
  if (assets.length === 0) return
  const table = together(reading.table, assets)
  for await (const frame of readPart(client, reading, query, table)) {
    yield* splitByPlace(frame, assets)
  }
}

/** Begins the snapshot, and finds whose rows there are. */
async function look(
  client: pg.ClientBase,
  { table, timeout, lookAgain, signal }: Reading,
  { interval, assets }: SampleQuery,
  column: AssetColumn,
): Promise<FoundAssets> {
  const ask = async () => {
    await client.query(beginSnapshot)
    return findAssets(client, table, column, interval, assets)
  }
  const cancel = () => void cancelQuery(client)
  signal.addEventListener('abort', cancel)
  try {
    return await orTooLate(ask(), timeout * 1000, () => tooSlow(timeout))
  } catch (error) {
    const fault = classifyPostgresError(error, 'Source')
    if (fault.code === 'source-timeout') await cancelQuery(client)
    throw lookAgain(fault)
  } finally {
    signal.removeEventListener('abort', cancel)
  }
}

/** Whether a connection, after a question was refused, may be asked the next one. */
async function isStillGood(client: pg.ClientBase, error: unknown): Promise<boolean> {
  if (!(error instanceof MinuanoError) || error.retryable) return false
  return client.query('rollback').then(
    () => true,
    () => false,
  )
}

async function* readAsset(
  client: pg.ClientBase,
  reading: Reading,
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
  { table, variables, timeout, forget, lookAgain, signal }: Reading,
  { interval, withReasons = false }: SampleQuery,
  part: SourceTable,
): AsyncGenerator<PlacedFrame, void, void> {
  const reasons = withReasons ? await findTimeReasons(table, interval) : undefined
  const marksUnordered = withReasons && table.orderColumn !== undefined
  const options = { signal, timeout, reasons, marksUnordered }
  try {
    for await (const frame of readFrames(client, part, interval, variables, options)) {
      if (isFiner(frame.time, table.timeDigits)) {
        forget()
        throw new MinuanoError(
          'source-unavailable',
          'the Source’s time column keeps more decimals of a second than when it was looked at: try again',
        )
      }
      yield frame
    }
  } catch (error) {
    throw lookAgain(error)
  }
}

/** Whether a time has more decimals of a second than its answer would show: an import widened the column. */
function isFiner(times: Float64Array, digits: SecondDigits): boolean {
  if (digits === 6) return false
  const unit = digits === 0 ? 1e6 : 1000
  // Not `%`, which takes ten times as long.
  return times.some((time) => Math.floor(time / unit) * unit !== time)
}
