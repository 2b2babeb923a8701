import { eraOn } from '../../config/asset-eras.ts'
import type { Config } from '../../config/settings.ts'
import type { Day } from '../../time/day.ts'

/** The settings that say what the page shows, and how. */
export type PageSettings = Pick<
  Config,
  | 'timeZone'
  | 'periodSeconds'
  | 'sampleSeconds'
  | 'variables'
  | 'units'
  | 'kinds'
  | 'ratedPower'
  | 'asset'
  | 'assetSettings'
  | 'assetPrefix'
  | 'dataDirectory'
>

/** What an asset of the Target has for itself, under its name in the Source. */
export function ownSettingsOf({ assetSettings, assetPrefix }: PageSettings, asset: string) {
  return assetSettings?.get(asset.slice(assetPrefix.length))
}

/** What the settings say of a day; `undefined`: nothing. */
export function ratedPowerOn(settings: PageSettings, asset: string, day: Day): number | undefined {
  const eras = ownSettingsOf(settings, asset)?.eras ?? []
  return eraOn(eras, day)?.ratedPower ?? settings.ratedPower
}
