import type pg from 'pg'
import type { AssetFrame } from '../../frame/frame.ts'
import type { OpenSamples, SampleQuery } from '../source.ts'
import { demandDigits } from '../table/demand-digits.ts'
import { openInSnapshot } from '../table/open-in-snapshot.ts'
import type { Reading } from '../table/open-in-snapshot.ts'
import { findTimeReasons } from '../table/time-reasons.ts'
import { chooseKeys } from './choose-keys.ts'
import type { ChosenKeys } from './choose-keys.ts'
import type { NarrowTable } from './narrow-table.ts'
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

/** Asset by asset where an index leads to each; else all at once. */
async function* readChosen(
  client: pg.ClientBase,
  { timeout, forget, lookAgain, signal }: Reading,
  table: NarrowTable,
  { interval, variables, withReasons = false }: SampleQuery,
  { assets, keys, isIndexed }: ChosenKeys,
): AsyncGenerator<AssetFrame, void, void> {
  const timeReasons = withReasons ? await findTimeReasons(table, interval) : undefined
  const common = { table, interval, variables, withReasons, timeReasons }
  const parts = isIndexed ? assets.map((asset) => [asset]) : [assets]
  try {
    for (const part of parts) {
      signal.throwIfAborted()
      const own = keys.filter(({ asset }) => part.includes(asset))
      const read = { ...common, assets: part, keys: own }
      for await (const found of readSeries(client, read, { timeout, signal })) {
        demandDigits(found.frame.time, table.timeDigits, forget)
        yield found
      }
    }
  } catch (error) {
    throw lookAgain(error)
  }
}
