import { createHash } from 'node:crypto'
import type { EtlSettings } from './etl-settings.ts'

/**
 * A short text that differs whenever a setting differs that shapes a variable's numbers: a day made
 * with another one is made again by `sync`. What is part of the ledger's key (asset, bin width) is
 * left out.
 */
export function settingsVersion(
  settings: EtlSettings,
  variable: string,
  isDirection: boolean,
): string {
  const { timeZone, statistics, sampleSeconds, sampleLabel, ranges, minimumCoverage } = settings
  const shaping = {
    timeZone,
    statistics: [...statistics].sort(),
    sampleSeconds,
    sampleLabel,
    range: ranges.get(variable) ?? null,
    minimumCoverage,
    isDirection,
  }
  return createHash('sha256').update(JSON.stringify(shaping)).digest('hex').slice(0, 12)
}
