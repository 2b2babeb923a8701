import { listAssets, writeAsset } from '../../config/list-assets.ts'
import type { Config } from '../../config/settings.ts'
import { listUnknown } from '../../errors/list-unknown.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
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

/**
 * The assets that samples are excluded of: those that are named, or the one without a name. Throws `unknown-asset`, and
 * `usage` where the Target has several and none is named: of all of them nobody excludes by leaving a flag out.
 */
export function excludableAssets(
  known: readonly Asset[],
  config: Pick<Config, 'asset' | 'assets' | 'assetPrefix'>,
): readonly Asset[] {
  const { asset, assets, assetPrefix } = config
  if (assets !== undefined) return targetAssets(known, config)
  if (known.includes(asset)) return [asset]
  if (asset !== '' && known.includes(`${assetPrefix}${asset}`)) return [`${assetPrefix}${asset}`]
  const has = known.length === 0 ? 'none' : listAssets(known, mostNamed)
  if (asset === '') {
    throw new MinuanoError(
      'usage',
      known.length === 0
        ? 'nothing is loaded yet, of which samples could be excluded'
        : `of which asset: give --asset; the Target has ${has}`,
    )
  }
  throw new MinuanoError(
    'unknown-asset',
    `the Target knows no asset ${listUnknown([asset], known, mostNamed, writeAsset)}; it knows ${has}`,
  )
}

/** Names that a message lists. */
const mostNamed = 20
