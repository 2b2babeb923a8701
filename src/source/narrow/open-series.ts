import type pg from 'pg'
import type { AssetFrame } from '../../frame/frame.ts'
import type { OpenSamples, SampleQuery } from '../source.ts'
import { carriedFirst } from '../table/carried-first.ts'
import { demandDigits } from '../table/demand-digits.ts'
import { askInTime, openInSnapshot } from '../table/open-in-snapshot.ts'
import type { Reading } from '../table/open-in-snapshot.ts'
import { findTimeReasons } from '../table/time-reasons.ts'
import { chooseKeys } from './choose-keys.ts'
import type { ChosenKeys } from './choose-keys.ts'
import type { NarrowTable } from './narrow-table.ts'
import { findLatestRows, heldKeys } from './find-latest-rows.ts'
import { readCarriedSeries } from './read-carried-series.ts'
import { readSeries } from './read-series.ts'

/** Opens samples of a narrow table, all from the snapshot in which its series were found. Throws `unknown-asset`. */
export async function openSeries(
  reading: Reading,
  table: NarrowTable,
  query: SampleQuery,
): Promise<OpenSamples> {
  const opened = await openInSnapshot(
    reading,
    (client) => chooseKeys(client, table, query),
    (client, chosen) => readChosen(client, reading, table, query, chosen),
  )
  return table.hasAssets ? opened : { ...opened, assets: undefined }
}

/** A part of what was asked for. */
interface Part {
  readonly assets: ChosenKeys['assets']
  readonly keys: ChosenKeys['keys']
}

/** Asset by asset where an index leads to each; else all at once. */
async function* readChosen(
  client: pg.ClientBase,
  reading: Reading,
  table: NarrowTable,
  { interval, variables, withReasons = false, withCarry = false }: SampleQuery,
  { assets, keys, isIndexed }: ChosenKeys,
): AsyncGenerator<AssetFrame, void, void> {
  const timeReasons = withReasons ? await findTimeReasons(table, interval) : undefined
  const { timeout, forget, lookAgain, signal } = reading
  const common = { table, interval, variables, withReasons, isIndexed }
  const options = { timeout, signal }
  const readAll = (part: Part) => readSeries(client, { ...common, timeReasons, ...part }, options)
  const readPart = async function* (part: Part): AsyncGenerator<AssetFrame, void, void> {
    const held = heldKeys(table, part.assets, withCarry ? part.keys : [])
    if (held.keys.length === 0) return yield* readAll(part)
    const latest = await askInTime(client, reading, () =>
      findLatestRows(client, table, held, interval.start, isIndexed),
    )
    const carried = readCarriedSeries(client, common, held, latest, options)
    yield* carriedFirst(part.assets, carried, readAll(part))
  }
  const parts = isIndexed ? assets.map((asset) => [asset]) : [assets]
  try {
    for (const part of parts) {
      signal.throwIfAborted()
      const own = keys.filter(({ asset }) => part.includes(asset))
      for await (const found of readPart({ assets: part, keys: own })) {
        demandDigits(found.frame.time, table.timeDigits, forget)
        yield found
      }
    }
  } catch (error) {
    throw lookAgain(error)
  }
}
