import type pg from 'pg'
import { MinuanoError } from '../../errors/minuano-error.ts'
import type { AssetFrame } from '../../frame/frame.ts'
import type { Asset } from '../../signal/asset.ts'
import type { SecondDigits } from '../../time/instant.ts'
import type { OpenSamples, SampleQuery } from '../source.ts'
import type { SourcePool } from '../source-pool.ts'
import { ofAsset } from '../table/asset-column.ts'
import { chooseAssets } from '../table/choose-assets.ts'
import { listAssets } from '../table/list-assets.ts'
import type { SourceTable, Variable } from '../table/source-table.ts'
import { findTimeReasons } from '../table/time-reasons.ts'
import { readFrames } from './read-frames.ts'

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

/**
 * Opens samples of a table. Where its rows name their asset, all come from one snapshot, that in which the
 * assets were listed too: none is missing, and none is new. Throws `unknown-asset`.
 */
export async function openSamples(reading: Reading, query: SampleQuery): Promise<OpenSamples> {
  if (reading.table.assetColumn === undefined) {
    return { assets: undefined, frames: readOne(reading, query) }
  }
  const frames = readAll(reading, query)
  const first = await frames.next()
  // It ends at once only by throwing.
  const assets = first.done === true ? [] : (first.value as readonly Asset[])
  return { assets, frames: frames as AsyncGenerator<AssetFrame, void, void> }
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

/** Gives the assets, then their frames. */
async function* readAll(
  reading: Reading,
  query: SampleQuery,
): AsyncGenerator<readonly Asset[] | AssetFrame, void, void> {
  const { pool, table, signal } = reading
  const client = await pool.take()
  let isWhole = false
  try {
    await client.query('begin isolation level repeatable read, read only')
    const assets = chooseAssets(await listAssets(client, table), query.assets)
    yield assets
    for (const asset of assets) {
      signal.throwIfAborted()
      yield* readAsset(client, reading, query, asset)
    }
    await client.query('commit')
    isWhole = true
  } finally {
    pool.giveBack(client, !isWhole)
  }
}

async function* readAsset(
  client: pg.ClientBase,
  { table, variables, timeout, forget, lookAgain, signal }: Reading,
  { interval, withReasons = false }: SampleQuery,
  asset: Asset,
): AsyncGenerator<AssetFrame, void, void> {
  const reasons = withReasons ? await findTimeReasons(table, interval) : undefined
  const marksUnordered = withReasons && table.orderColumn !== undefined
  const options = { signal, timeout, reasons, marksUnordered }
  try {
    for await (const frame of readFrames(
      client,
      ofAsset(table, asset),
      interval,
      variables,
      options,
    )) {
      if (isFiner(frame.time, table.timeDigits)) {
        forget()
        throw new MinuanoError(
          'source-unavailable',
          'the Source’s time column keeps more decimals of a second than when it was looked at: try again',
        )
      }
      yield { asset, frame }
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
