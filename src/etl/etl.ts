import type { Config } from '../config/settings.ts'
import type { Statistic } from '../signal/statistic.ts'
import type { ConnectorClient } from './connector-client.ts'

/** What shapes the numbers: which signals a day becomes. */
export interface EtlSettings {
  readonly timeZone: string
  readonly asset: string
  readonly variables: readonly string[]
  readonly statistics: readonly Statistic[]
  readonly periodSeconds: number
}

export function etlSettingsOf(config: Config): EtlSettings {
  return {
    timeZone: config.timeZone,
    asset: config.asset,
    variables: config.variables,
    statistics: config.statistics,
    periodSeconds: config.period,
  }
}

/** The Connector that the settings name; `url` is that of the embedded stack where they name none. */
export function connectorClientOf(config: Config, url: string): ConnectorClient {
  return {
    url,
    apiKey: config.connectorApiKey?.[0],
    timeoutSeconds: config.connectorTimeout,
    retries: config.connectorRetries,
  }
}
