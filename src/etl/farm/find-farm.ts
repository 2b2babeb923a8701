import { listAssets, writeAsset } from '../../config/list-assets.ts'
import type { Config } from '../../config/settings.ts'
import { listUnknown } from '../../errors/list-unknown.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { quoteShort } from '../../errors/quote-short.ts'
import type { Asset } from '../../signal/asset.ts'
import type { ConnectorClient } from '../extract/connector-client.ts'
import { listSourceAssets } from '../extract/list-source-assets.ts'
import { etlSettingsOf } from '../shape/etl-settings.ts'
import type { PlantAsset } from './plant-asset.ts'
import { settingsOfAsset } from './settings-of-asset.ts'

/** Names that a message lists. */
const mostNamed = 20

/** The assets that are to be loaded, in the Source's order, and what is to be said of the settings. */
export interface Farm {
  readonly assets: readonly PlantAsset[]
  readonly remarks: readonly string[]
}

/**
 * Asks the Connector which assets there are, and takes those that the settings ask for, or all; undefined where the
 * rows of its Source name none, which is then one asset. Throws `configuration` where the settings are for the other
 * case, `unknown-asset`, and `no-source-data` where there is none.
 */
export async function findFarm(
  connector: ConnectorClient,
  config: Config,
): Promise<Farm | undefined> {
  const names = await listSourceAssets(connector)
  if (names === undefined) {
    refuseFarmSettings(config)
    return undefined
  }
  if (config.asset !== '') {
    throw new MinuanoError(
      'configuration',
      `MINUANO_ASSET is ${quoteShort(config.asset)}, and the rows of this Source name their assets (SOURCE_ASSET_COLUMN): drop MINUANO_ASSET (--asset), or give MINUANO_ASSETS (--assets) to load some of them`,
    )
  }
  return farmOf(config, names)
}

/** Of assets by their names in the Source, those that the settings ask for. Throws as `findFarm` does. */
export function farmOf(config: Config, names: readonly Asset[]): Farm {
  const chosen = choose(names, config.assets)
  if (chosen.length === 0) {
    throw new MinuanoError('no-source-data', 'the Source has no rows of any asset')
  }
  const own = config.assetSettings ?? new Map<never, never>()
  if (own.has('')) {
    throw new MinuanoError(
      'configuration',
      'assets (MINUANO_ASSET_SETTINGS) has an asset "", which is the one of a Source whose rows name none, and the rows of this one do: give it its name',
    )
  }
  const stray = [...own.keys()].filter((name) => !names.includes(name))
  const shared = etlSettingsOf(config)
  return {
    assets: chosen.map((source) => ({
      source,
      asset: `${config.assetPrefix}${source}`,
      settings: settingsOfAsset(config, source, shared),
    })),
    remarks:
      stray.length === 0
        ? []
        : [
            `there are settings of ${listUnknown(stray, names, mostNamed, writeAsset)}, which the Source has not (assets, MINUANO_ASSET_SETTINGS)`,
          ],
  }
}

function refuseFarmSettings({ asset, assets, assetSettings, assetPrefix }: Config): void {
  const others = [...(assetSettings?.keys() ?? [])].filter((name) => name !== asset)
  const given = [
    ...(assets === undefined ? [] : ['MINUANO_ASSETS']),
    ...(others.length === 0 ? [] : ['MINUANO_ASSET_SETTINGS']),
    ...(assetPrefix === '' ? [] : ['MINUANO_ASSET_PREFIX']),
  ]
  if (given.length === 0) return
  throw new MinuanoError(
    'configuration',
    `${given.join(', ')}: the rows of this Source name no asset: drop ${given.length === 1 ? 'it' : 'them'}, or give the Connector SOURCE_ASSET_COLUMN, the column that names them; MINUANO_ASSET names the one asset of a Source without`,
  )
}

function choose(names: readonly Asset[], asked: readonly Asset[] | undefined): readonly Asset[] {
  if (asked === undefined) return names
  const unknown = asked.filter((name) => !names.includes(name))
  if (unknown.length > 0) {
    throw new MinuanoError(
      'unknown-asset',
      `the Source has no asset ${listUnknown(unknown, names, mostNamed, writeAsset)}; it has ${listAssets(names, mostNamed)}`,
    )
  }
  return names.filter((name) => asked.includes(name))
}
