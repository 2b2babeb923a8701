import type { Config } from '../../config/settings.ts'
import type { Statistic } from '../../signal/statistic.ts'
import { powerRange } from '../../signal/valid-range.ts'
import type { ValidRange, ValidRanges } from '../../signal/valid-range.ts'
import type { ConnectorClient } from '../extract/connector-client.ts'

/** What shapes the numbers of every asset and variable. Which of these, and which days, is `Work`. */
export interface EtlSettings {
  readonly timeZone: string
  readonly statistics: readonly Statistic[]
  readonly periodSeconds: number
  readonly sampleSeconds: number
  readonly sampleLabel: 'start' | 'end'
  readonly ranges: ValidRanges
  /** Units that the settings say; they win over the Source's. */
  readonly units: ReadonlyMap<string, string>
  readonly minimumCoverage: number
}

/** Beyond what any turbine meets: what lies outside is a sentinel, or another unit. */
const usualRanges: readonly [string, ValidRange][] = [
  ['wind_speed', { least: 0, most: 75 }],
  ['ambient_temperature', { least: -60, most: 60 }],
]

export function etlSettingsOf(config: Config): EtlSettings {
  return {
    timeZone: config.timeZone,
    statistics: config.statistics,
    periodSeconds: config.periodSeconds,
    sampleSeconds: config.sampleSeconds,
    sampleLabel: config.sampleLabel,
    ranges: rangesOf(config),
    units: config.units ?? new Map(),
    minimumCoverage: config.minimumCoverage,
  }
}

/** The usual ranges, that of power where its rated value is known, and over them the settings' own. */
function rangesOf({ ranges, ratedPower }: Config): ValidRanges {
  const all = new Map(usualRanges)
  if (ratedPower !== undefined) all.set('power', powerRange(ratedPower))
  for (const [name, range] of ranges ?? []) {
    if (range === null) all.delete(name)
    else all.set(name, range)
  }
  return all
}

/** The Connector that the settings name; `url` is that of the embedded stack where they name none. */
export function connectorClientOf(config: Config, url: string): ConnectorClient {
  return {
    url,
    apiKey: config.connectorApiKey?.[0],
    timeoutSeconds: config.connectorTimeout,
    deadlineSeconds: config.connectorDeadline,
    retries: config.connectorRetries,
  }
}
