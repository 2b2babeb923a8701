import type { Config } from '../../config/settings.ts'
import type { Register } from '../../target/register/register-entry.ts'
import { registerOf } from './register-of.ts'

/**
 * What the settings say of assets, without a Source that names them: of those that they name, and, where they name no
 * other, of the one of a Source whose rows name none. A farm's others follow with their days.
 */
export function registerFor(config: Config): Register {
  const { asset, assets, assetPrefix, assetSettings } = config
  const others = [...(assetSettings ?? [])].filter(([name]) => name !== asset)
  const isFarm = others.length > 0 || assets !== undefined || assetPrefix !== ''
  return new Map([
    ...(isFarm
      ? []
      : [[asset, registerOf(config, assetSettings?.get(asset)?.eras ?? [])] as const]),
    ...others.map(
      ([name, { eras }]) => [`${assetPrefix}${name}`, registerOf(config, eras)] as const,
    ),
  ])
}
