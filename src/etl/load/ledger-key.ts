import type { Day } from '../../time/day.ts'
import type { Asset } from '../../signal/asset.ts'
import type { EtlSettings } from '../shape/etl-settings.ts'

/** What every ledger entry of an asset, day and variable begins with. */
export function ledgerKey(settings: EtlSettings, asset: Asset, day: Day, variable: string) {
  const { periodSeconds, sampleSeconds, sampleLabel, timeZone } = settings
  return { asset, periodSeconds, sampleSeconds, sampleLabel, timeZone, day, variable }
}
