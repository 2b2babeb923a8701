import type { Config } from '../../config/settings.ts'
import type { Asset } from '../../signal/asset.ts'
import { etlSettingsOf, settingsWith } from '../shape/etl-settings.ts'
import type { EtlSettings } from '../shape/etl-settings.ts'

/**
 * The settings of an asset by its name in the Source: what it has for itself wins over what all have; its ranges,
 * variable by variable. `shared`: those of all, which one without any of its own is given as they are.
 */
export function settingsOfAsset(
  config: Config,
  source: Asset,
  shared: EtlSettings = etlSettingsOf(config),
): EtlSettings {
  const found = config.assetSettings?.get(source)
  return found === undefined ? shared : settingsWith(config, found)
}
