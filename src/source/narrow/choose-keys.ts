import type pg from 'pg'
import type { Asset } from '../../signal/asset.ts'
import type { Interval } from '../../time/interval.ts'
import type { SampleQuery } from '../source.ts'
import { chooseOfSome } from '../table/choose-assets.ts'
import { countWithoutAsset } from '../table/count-without-asset.ts'
import { listAssets } from '../table/list-assets.ts'
import { widen } from '../table/widen.ts'
import { findKeys } from './find-keys.ts'
import type { Key, NarrowTable } from './narrow-table.ts'

/** The series that an answer is made of. */
export interface ChosenKeys {
  /** Whose rows come, in this order; `''` alone where the rows name no asset. */
  readonly assets: readonly Asset[]
  /** Series of these assets, of the variables asked for. */
  readonly keys: readonly Key[]
  /** Rows of the interval that name no asset. */
  readonly rowsWithoutAsset: number
  /** Whether each series' rows are soon found; if not, one reading of all takes as long as that of one. */
  readonly isIndexed: boolean
}

/**
 * The series that are asked for, of those that there are now. Where no index leads to them, the rows of the interval are looked
 * at: assets without rows in it are then none of an answer for all. Throws `unknown-asset`.
 */
export async function chooseKeys(
  client: pg.ClientBase,
  table: NarrowTable,
  query: SampleQuery,
): Promise<ChosenKeys> {
  const { interval, variables, assets: asked } = query
  // What holds when the interval begins may be all that a series has.
  const wide = widen(table.variables, query)
  const inTime = wide.start === -Infinity ? undefined : wide
  const { raw, isIndexed } = await findKeys(client, table, inTime)
  const { keys } = table.nameKeys(raw)
  const known = await assetsOf(client, table, keys)
  // One that has no rows in the interval is among those that were found before.
  const listAll = () => assetsOf(client, table, [...keys, ...table.found.keys])
  const assets = table.hasAssets ? await chooseOfSome(known, asked, listAll) : known
  const [wanted, owners] = [new Set(variables), new Set(assets)]
  return {
    assets,
    keys: keys.filter(({ asset, variable }) => owners.has(asset) && wanted.has(variable)),
    rowsWithoutAsset: await countOthers(client, table, interval),
    isIndexed,
  }
}

/** The assets of these series, or those that a table of their own lists, as far as they may be read. */
export async function assetsOf(
  client: pg.ClientBase,
  table: NarrowTable,
  keys: readonly Key[],
): Promise<readonly Asset[]> {
  if (!table.hasAssets) return ['']
  if (table.assetTable !== undefined) return (await listAssets(client, table)).assets
  const { allowed } = table
  const assets = [...new Set(keys.map(({ asset }) => asset))]
  return allowed === undefined ? assets : assets.filter((asset) => allowed.has(asset))
}

async function countOthers(
  client: pg.ClientBase,
  table: NarrowTable,
  interval: Interval,
): Promise<number> {
  const { assetColumn, assetTable, allowed } = table
  // Rows of no asset may be anybody's: they are not counted.
  if (assetColumn === undefined || allowed !== undefined) return 0
  const mayLeaveRows = assetTable !== undefined || !assetColumn.isRequired || assetColumn.isText
  return countWithoutAsset(client, table, { mayLeaveRows }, interval)
}
