import type { Day } from '../../time/day.ts'
import type { EtlSettings } from '../shape/etl-settings.ts'

/** What every ledger entry of a day and variable begins with. */
export function ledgerKey(settings: EtlSettings, day: Day, variable: string) {
  const { asset, periodSeconds, sampleSeconds, timeZone } = settings
  return { asset, periodSeconds, sampleSeconds, timeZone, day, variable }
}
