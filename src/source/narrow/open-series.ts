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
import { divideKeys } from './divide-keys.ts'
import type { KeyPart } from './divide-keys.ts'
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

/** Part by part, each asset's rows in the order of time. */
async function* readChosen(
  client: pg.ClientBase,
  reading: Reading,
  table: NarrowTable,
  { interval, variables, withReasons = false, withCarry = false }: SampleQuery,
  chosen: ChosenKeys,
): AsyncGenerator<AssetFrame, void, void> {
  const timeReasons = withReasons ? await findTimeReasons(table, interval) : undefined
  const { timeout, forget, lookAgain, signal } = reading
  const common = { table, interval, variables, withReasons }
  const options = { timeout, signal }
  const readAll = (part: KeyPart) =>
    readSeries(client, { ...common, timeReasons, ...part }, options)
  const readPart = async function* (part: KeyPart): AsyncGenerator<AssetFrame, void, void> {
    const held = heldKeys(table, part.assets, withCarry ? part.keys : [])
    if (held.keys.length === 0) return yield* readAll(part)
    const latest = await askInTime(client, reading, () =>
      findLatestRows(client, table, held, interval.start, chosen.isIndexed),
    )
    const carried = readCarriedSeries(client, common, held, latest, options)
    yield* carriedFirst(part.assets, carried, readAll(part))
  }
  try {
    for (const part of divideKeys(chosen, interval)) {
      signal.throwIfAborted()
      for await (const found of readPart(part)) {
        demandDigits(found.frame.time, table.timeDigits, forget)
        yield found
      }
    }
  } catch (error) {
    throw lookAgain(error)
  }
}
