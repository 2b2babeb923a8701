import type pg from 'pg'
import type { AssetFrame } from '../../frame/frame.ts'
import type { CopyOptions } from '../table/copy-frames.ts'
import type { LatestTimes } from '../table/look-back.ts'
import { findTimeReasons } from '../table/time-reasons.ts'
import { placesOf } from './find-latest-rows.ts'
import type { HeldKeys } from './find-latest-rows.ts'
import { readSeries } from './read-series.ts'
import type { SeriesToRead } from './read-series.ts'

/**
 * The rows of the times that `findLatestRows` found, each of its own series, as `readSeries` gives rows: what holds
 * when the interval begins.
 */
export async function* readCarriedSeries(
  client: pg.ClientBase,
  series: Omit<SeriesToRead, 'assets' | 'keys' | 'timeReasons' | 'times' | 'isSliced'>,
  held: HeldKeys,
  latest: LatestTimes,
  options: CopyOptions,
): AsyncGenerator<AssetFrame, void, void> {
  const { placeOf, indexOf } = placesOf(held)
  const found = held.keys.flatMap((key) => {
    const time = latest.get(placeOf(key))?.[indexOf(key)]
    return time === undefined || isNaN(time) ? [] : [{ key, time }]
  })
  if (found.length === 0) return
  const times = found.map(({ time }) => time)
  const start = times.reduce((least, time) => Math.min(least, time))
  const interval = { start, end: series.interval.start }
  const timeReasons = series.withReasons ? await findTimeReasons(series.table, interval) : undefined
  const { assets } = held
  const keys = found.map(({ key }) => key)
  // There are few rows, which may be far apart.
  const rows = { ...series, assets, keys, times, interval, timeReasons, isSliced: false }
  yield* readSeries(client, rows, options)
}
