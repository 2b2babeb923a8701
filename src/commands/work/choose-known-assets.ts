import type { Config } from '../../config/settings.ts'
import { listAssets } from '../../config/list-assets.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { quoteShort } from '../../errors/quote-short.ts'
import type { Asset } from '../../signal/asset.ts'

/** Names that a message lists. */
const mostNamed = 20

/**
 * Those of a Target's assets that the settings name, by their names there; without any, all that begin with the
 * settings' prefix. Throws `unknown-asset`.
 */
export function chooseKnownAssets(
  known: readonly Asset[],
  { assets, assetPrefix }: Pick<Config, 'assets' | 'assetPrefix'>,
): readonly Asset[] {
  const own = known.filter((asset) => asset.startsWith(assetPrefix))
  if (assets === undefined) return own
  const asked = assets.map((name) => `${assetPrefix}${name}`)
  const unknown = asked.filter((asset) => !own.includes(asset))
  if (unknown.length === 0) return asked
  const list = (names: readonly Asset[]) => listAssets(names, mostNamed)
  const isTwice = assetPrefix !== '' && assets.some((name) => name.startsWith(assetPrefix))
  const hint = isTwice
    ? `. Assets are given by their names in the Source, without the prefix ${quoteShort(assetPrefix)}, which is put before each`
    : ''
  throw new MinuanoError(
    'unknown-asset',
    `the Target knows no asset ${list(unknown)}; it knows ${own.length === 0 ? 'none' : list(own)}${hint}`,
  )
}
