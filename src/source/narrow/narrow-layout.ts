import type { Config } from '../../config/settings.ts'
import type { Asset } from '../../signal/asset.ts'
import { assetsUnnamed } from '../table/allowed-assets.ts'
import { mayBeDoubtful } from '../table/widen.ts'
import type { TableLayout } from '../table-source.ts'
import { assetsOf } from './choose-keys.ts'
import { demandNarrowSettings } from './demand-settings.ts'
import { describeNarrow } from './describe-narrow.ts'
import { findKeys, hasKeyIndex } from './find-keys.ts'
import { foundPeriod } from './found-period.ts'
import { keyPeriods } from './key-periods.ts'
import type { NarrowTable } from './narrow-table.ts'
import { openSeries } from './open-series.ts'
import { takeKeyInventories } from './take-key-inventories.ts'

/** Tags that are told by name. */
const mostTagsTold = 20

/** A row a value. Throws `configuration` where settings lack, or do not go together. */
export function narrowLayout(config: Config): TableLayout<NarrowTable> {
  demandNarrowSettings(config)
  return {
    describe: (client) => describeNarrow(client, config),
    within: withinOwn,
    facts: ({ variables, hasAssets, timeDigits, orderColumn, found }) => ({
      variables,
      hasAssets,
      timeDigits,
      orderColumn,
      mayHaveReasons: true,
      hasOwnRows: true,
      tagsWithoutVariable: {
        count: found.tagsWithoutVariable.length,
        some: found.tagsWithoutVariable.slice(0, mostTagsTold),
      },
    }),
    period: async (client, table) => foundPeriod(client, table, await hasKeyIndex(client, table)),
    // Which rows of one time are of which tag is known.
    rowKeys: () => Promise.resolve([]),
    reasoned: async (table, query) => {
      const { variables, withReasons } = query
      if (withReasons !== true) return undefined
      return { variables, clock: (await mayBeDoubtful(table, query)) ? table.timeZone : undefined }
    },
    open: openSeries,
    inventory: takeKeyInventories,
    assets: async (client, table) => {
      const { raw, isIndexed } = await findKeys(client, table)
      const { keys } = table.nameKeys(raw)
      const assets = await assetsOf(client, table, keys)
      const owners = new Set(assets)
      const own = keys.filter(({ asset }) => owners.has(asset))
      return keyPeriods(client, table, { assets, keys: own, isIndexed })
    },
    assetNames: async (client, table) =>
      assetsOf(client, table, table.nameKeys((await findKeys(client, table)).raw).keys),
  }
}

/** The table as if it had these assets alone: no variable that others alone have is told. */
function withinOwn(table: NarrowTable, allowed: readonly Asset[] | undefined): NarrowTable {
  if (allowed === undefined) return table
  if (!table.hasAssets) throw assetsUnnamed()
  const names = new Set(allowed)
  const keys = table.found.keys.filter(({ asset }) => names.has(asset))
  const own = new Set(keys.map(({ variable }) => variable))
  return {
    ...table,
    allowed: names,
    variables: table.variables.filter(({ name }) => own.has(name)),
    found: { keys, tagsWithoutVariable: [] },
  }
}
