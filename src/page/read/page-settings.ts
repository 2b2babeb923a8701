import type { Config } from '../../config/settings.ts'

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
