import {
  concurrency,
  duplicateRule,
  fraction,
  httpUrl,
  keys,
  logLevel,
  names,
  period,
  port,
  positive,
  postgresUrl,
  ranges,
  retries,
  sampleLabel,
  seconds,
  statisticNames,
  text,
  units,
  zone,
} from './readers.ts'
import { assetSettings } from './asset-settings.ts'
import { pageSettings } from './page-settings.ts'
import { kindSettings } from './kind-settings.ts'
import { limitSettings } from './limit-settings.ts'
import { outsideSettings } from './outside-settings.ts'
import { qualitySettings } from './quality-settings.ts'
import { optionalSetting, setting } from './setting.ts'
import type { Setting } from './setting.ts'
import { syncEvery } from './sync-every.ts'
import { reportSettings } from './report-settings.ts'
import { sourceSettings } from './source-settings.ts'
import { waitSettings } from './wait-settings.ts'

/**
 * Every setting, once. Flags win over the environment, the environment over `minuano.json`, the file
 * over the default.
 */
export const settings = {
  configFile: optionalSetting({
    env: 'MINUANO_CONFIG',
    flag: '--config <file>',
    reader: text,
    help: 'the settings’ file; without it minuano.json of the current folder, if there is one; off: none',
  }),
  dataDirectory: setting({
    env: 'MINUANO_DATA_DIR',
    flag: '--data-dir <folder>',
    key: 'dataDirectory',
    reader: text,
    fallback: '.minuano',
    goesTo: ['page'],
    help: 'folder of the embedded PostgreSQL',
  }),
  embeddedPort: setting({
    env: 'MINUANO_POSTGRES_PORT',
    key: 'postgresPort',
    reader: port,
    fallback: '5433',
    help: 'port of the embedded PostgreSQL; in use, the next free one',
  }),
  sourceDatabaseUrl: optionalSetting({
    env: 'SOURCE_DATABASE_URL',
    key: 'source.url',
    secret: true,
    reader: postgresUrl,
    help: 'the Source; for the Connector, `minuano source` and `minuano check` alone; TLS, several hosts: see tls.md',
  }),
  targetDatabaseUrl: optionalSetting({
    env: 'TARGET_DATABASE_URL',
    key: 'target.url',
    secret: true,
    reader: postgresUrl,
    help: 'the Target; TLS, several hosts: see tls.md',
  }),
  connectorUrl: optionalSetting({
    env: 'CONNECTOR_URL',
    flag: '--connector-url <url>',
    key: 'connector.url',
    reader: httpUrl,
    help: 'a running Connector; then no Source is started',
  }),
  connectorApiKey: optionalSetting({
    env: 'CONNECTOR_API_KEY',
    key: 'connector.apiKey',
    secret: true,
    reader: keys,
    help: 'API keys; the Connector takes any of them, a client sends the first',
  }),
  connectorApiKeysFile: optionalSetting({
    env: 'CONNECTOR_API_KEYS_FILE',
    key: 'connector.apiKeysFile',
    reader: text,
    goesTo: ['connector'],
    help: 'file of more API keys of the Connector, a name and a hash a line, and perhaps the assets that it may read: see keys.md; read anew when it changes',
  }),
  connectorHost: setting({
    env: 'CONNECTOR_HOST',
    flag: '--host <address>',
    key: 'connector.host',
    reader: text,
    fallback: '127.0.0.1',
    goesTo: ['connector'],
    help: 'address that the Connector listens on; another than loopback needs an API key',
  }),
  connectorPort: setting({
    env: 'CONNECTOR_PORT',
    flag: '--port <number>',
    key: 'connector.port',
    reader: port,
    fallback: '8000',
    goesTo: ['connector'],
    help: 'port that the Connector listens on; in use, the next free one unless asked for by flag',
  }),
  ...outsideSettings,
  connectorLogLevel: setting({
    env: 'CONNECTOR_LOG_LEVEL',
    key: 'connector.logLevel',
    reader: logLevel,
    fallback: 'info',
    help: 'what the Connector logs on stderr: info is a line a request; debug, warn, error, silent',
  }),
  ...limitSettings,
  ...sourceSettings,
  connectorTimeout: setting({
    env: 'CONNECTOR_TIMEOUT',
    key: 'connector.timeout',
    reader: seconds,
    fallback: '60s',
    goesTo: ['etl'],
    help: 'how long the ETL waits for the Connector to begin, or go on with, its answer',
  }),
  connectorDeadline: setting({
    env: 'CONNECTOR_DEADLINE',
    key: 'connector.deadline',
    reader: seconds,
    fallback: '30m',
    goesTo: ['etl'],
    help: 'how long a request of the ETL may take in all, from its first try, and the wait for a busy Connector, to the end of the answer',
  }),
  connectorRetries: setting({
    env: 'CONNECTOR_RETRIES',
    key: 'connector.retries',
    reader: retries,
    fallback: '4',
    goesTo: ['etl'],
    help: 'tries after the first that the ETL makes when the Connector is away or breaks off; where it is busy and says when to come again, it is asked until CONNECTOR_DEADLINE, with 0 once',
  }),
  timeZone: setting({
    env: 'MINUANO_TIME_ZONE',
    flag: '--time-zone <zone>',
    key: 'timeZone',
    reader: zone,
    fallback: 'UTC',
    goesTo: ['connector', 'etl', 'page'],
    help: 'the plant’s time zone: where a day begins, what a time without offset means',
  }),
  variables: setting({
    env: 'MINUANO_VARIABLES',
    flag: '--variables <names>',
    key: 'variables',
    reader: names,
    fallback: 'wind_speed,power',
    goesTo: ['etl', 'page'],
    help: 'variables to load into the Target',
  }),
  statistics: setting({
    env: 'MINUANO_STATISTICS',
    flag: '--statistics <names>',
    key: 'statistics',
    reader: statisticNames,
    fallback: 'mean,min,max,std',
    goesTo: ['etl'],
    help: 'statistics of each bin of what is measured; states and counters have their own',
  }),
  periodSeconds: setting({
    env: 'MINUANO_EVERY',
    flag: '--every <width>',
    key: 'every',
    reader: period,
    fallback: '10m',
    goesTo: ['etl', 'page'],
    help: 'bin width',
  }),
  sampleSeconds: setting({
    env: 'MINUANO_SAMPLE_INTERVAL',
    key: 'sampleInterval',
    reader: period,
    fallback: '1m',
    goesTo: ['etl', 'page'],
    help: 'how far apart the Source’s samples are: what a whole bin is expected to hold',
  }),
  sampleLabel: setting({
    env: 'MINUANO_SAMPLE_LABEL',
    key: 'sampleLabel',
    reader: sampleLabel,
    fallback: 'start',
    goesTo: ['connector', 'etl'],
    help: 'what a sample’s time means; end: one stamped 00:10 belongs to the bin 00:00',
  }),
  ranges: optionalSetting({
    env: 'MINUANO_RANGES',
    key: 'variables.*.range',
    reader: ranges,
    goesTo: ['etl'],
    help: 'valid ranges: wind_speed=0..60,power=off; without one, wind_speed 0..75 and ambient_temperature -60..60',
  }),
  ratedPower: optionalSetting({
    env: 'MINUANO_RATED_POWER',
    key: 'ratedPower',
    reader: positive,
    goesTo: ['etl', 'page'],
    help: 'rated power, in the unit of the variable power or active_power, which is then valid from -10 % to 120 % of it',
  }),
  units: optionalSetting({
    env: 'MINUANO_UNITS',
    key: 'variables.*.unit',
    reader: units,
    goesTo: ['etl', 'page'],
    help: 'units of variables, where the Source’s column comments do not say them',
  }),
  ...kindSettings,
  minimumCoverage: setting({
    env: 'MINUANO_MINIMUM_COVERAGE',
    flag: '--minimum-coverage <part>',
    key: 'minimumCoverage',
    reader: fraction,
    fallback: '0',
    goesTo: ['etl'],
    help: 'bins with a smaller part of their samples are left out',
  }),
  duplicates: setting({
    env: 'MINUANO_DUPLICATES',
    key: 'duplicates',
    reader: duplicateRule,
    fallback: 'default',
    goesTo: ['etl'],
    help: 'rows of one time: default, equal ones are one sample, and bins where they differ are left out; all, every row is a sample; refuse, the day fails where any differ, or bins have too many; first and last, of values that differ the first or last by SOURCE_ORDER_COLUMN',
  }),
  ...qualitySettings,
  ...assetSettings,
  concurrency: setting({
    env: 'MINUANO_CONCURRENCY',
    flag: '--concurrency <number>',
    key: 'concurrency',
    reader: concurrency,
    fallback: '4',
    goesTo: ['etl'],
    help: 'windows of a backfill, a month of days each, that are in flight at once',
  }),
  ...reportSettings,
  ...pageSettings,
  syncEvery: optionalSetting({
    env: 'MINUANO_SYNC_EVERY',
    flag: '--sync-every <time>',
    key: 'syncEvery',
    reader: syncEvery,
    help: 'how often a serving `minuano up` loads what is new in the Source by itself, such as 10m or 1h, or off; without it 10m where Source and Target are embedded, else off',
  }),
  connectorRolePassword: optionalSetting({
    env: 'CONNECTOR_ROLE_PASSWORD',
    key: 'source.connectorPassword',
    secret: true,
    reader: text,
    help: '`source init`: lets the role connector log in with this password',
  }),
  etlRolePassword: optionalSetting({
    env: 'ETL_ROLE_PASSWORD',
    key: 'target.etlPassword',
    secret: true,
    reader: text,
    help: '`target init`: lets the role etl log in with this password',
  }),
  readerRolePassword: optionalSetting({
    env: 'READER_ROLE_PASSWORD',
    key: 'target.readerPassword',
    secret: true,
    reader: text,
    help: '`target init`: lets the role reader log in with this password',
  }),
  ...waitSettings,
} as const

type Settings = typeof settings

export type SettingName = keyof Settings

/** What is in force. */
export type Config = {
  readonly [Name in SettingName]: Settings[Name] extends Setting<infer T> ? T : never
}
