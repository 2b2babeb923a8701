import type { Config } from '../../config/settings.ts'
import type { Asset } from '../../signal/asset.ts'
import { chooseKnownAssets } from './choose-known-assets.ts'

/**
 * The assets that a command about days of the Target is of, by their names there: those that are named, in the Source's words or
 * in the Target's; else the settings' one; else, where the Target has any without a name, that one, and else all. Throws
 * `unknown-asset`.
 */
export function targetAssets(
  known: readonly Asset[],
  config: Pick<Config, 'asset' | 'assets' | 'assetPrefix'>,
): readonly Asset[] {
  const { asset, assets, assetPrefix } = config
  if (assets !== undefined) {
    const isThere = (name: Asset) => known.includes(name)
    if (assetPrefix !== '' && assets.every(isThere)) return assets
    return chooseKnownAssets(known, config)
  }
  const named = known.filter((name) => name !== '')
  return asset !== '' || known.includes('') || named.length === 0
    ? [asset]
    : named.filter((name) => name.startsWith(assetPrefix))
}
