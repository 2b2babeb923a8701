import {
  assetName,
  columnMap,
  concurrency,
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
import { optionalSetting, setting } from './setting.ts'
import type { Setting } from './setting.ts'

/** Every setting, once. Flags win over the environment, the environment over the default. */
export const settings = {
  dataDirectory: setting({
    env: 'MINUANO_DATA_DIR',
    flag: '--data-dir <folder>',
    reader: text,
    fallback: '.minuano',
    help: 'folder of the embedded PostgreSQL',
  }),
  embeddedPort: setting({
    env: 'MINUANO_POSTGRES_PORT',
    reader: port,
    fallback: '5433',
    help: 'port of the embedded PostgreSQL; in use, the next free one',
  }),
  sourceDatabaseUrl: optionalSetting({
    env: 'SOURCE_DATABASE_URL',
    secret: true,
    reader: postgresUrl,
    help: 'the Source; for the Connector and `minuano source` alone',
  }),
  targetDatabaseUrl: optionalSetting({
    env: 'TARGET_DATABASE_URL',
    secret: true,
    reader: postgresUrl,
    help: 'the Target',
  }),
  connectorUrl: optionalSetting({
    env: 'CONNECTOR_URL',
    flag: '--connector-url <url>',
    reader: httpUrl,
    help: 'a running Connector; then no Source is started',
  }),
  connectorApiKey: optionalSetting({
    env: 'CONNECTOR_API_KEY',
    secret: true,
    reader: keys,
    help: 'API keys; the Connector takes any of them, a client sends the first',
  }),
  connectorHost: setting({
    env: 'CONNECTOR_HOST',
    flag: '--host <address>',
    reader: text,
    fallback: '127.0.0.1',
    help: 'address that the Connector listens on; another than loopback needs an API key',
  }),
  connectorPort: setting({
    env: 'CONNECTOR_PORT',
    flag: '--port <number>',
    reader: port,
    fallback: '8000',
    help: 'port that the Connector listens on; in use, the next free one unless asked for by flag',
  }),
  connectorLogLevel: setting({
    env: 'CONNECTOR_LOG_LEVEL',
    reader: logLevel,
    fallback: 'info',
    help: 'what the Connector logs on stderr: info is a line a request; debug, warn, error, silent',
  }),
  sourceTable: setting({
    env: 'SOURCE_TABLE',
    reader: text,
    fallback: 'data',
    help: 'table or view of the Source, with its schema if need be: scada.minute',
  }),
  sourceTimeColumn: setting({
    env: 'SOURCE_TIME_COLUMN',
    reader: text,
    fallback: 'timestamp',
    help: 'its time column',
  }),
  sourceTimeZone: optionalSetting({
    env: 'SOURCE_TIME_ZONE',
    reader: zone,
    help: 'zone of the time column, needed where it is a timestamp without time zone',
  }),
  sourceColumns: optionalSetting({
    env: 'SOURCE_COLUMNS',
    reader: columnMap,
    help: 'names for columns: wind_speed=ws_avg,power=p_avg; others keep their own',
  }),
  sourceTimeout: setting({
    env: 'SOURCE_TIMEOUT',
    reader: seconds,
    fallback: '30s',
    help: 'how long the Connector waits for the Source to begin its answer',
  }),
  sourceConnections: setting({
    env: 'SOURCE_CONNECTIONS',
    reader: concurrency,
    fallback: '8',
    help: 'most connections that the Connector opens to the Source',
  }),
  connectorTimeout: setting({
    env: 'CONNECTOR_TIMEOUT',
    reader: seconds,
    fallback: '60s',
    help: 'how long the ETL waits for the Connector to begin, or go on with, its answer',
  }),
  connectorRetries: setting({
    env: 'CONNECTOR_RETRIES',
    reader: retries,
    fallback: '4',
    help: 'tries after the first that the ETL makes when the Connector is busy or breaks off',
  }),
  timeZone: setting({
    env: 'MINUANO_TIME_ZONE',
    flag: '--time-zone <zone>',
    reader: zone,
    fallback: 'UTC',
    help: 'the plant’s time zone: where a day begins, what a time without offset means',
  }),
  variables: setting({
    env: 'MINUANO_VARIABLES',
    flag: '--variables <names>',
    reader: names,
    fallback: 'wind_speed,power',
    help: 'variables to bring to the Target',
  }),
  statistics: setting({
    env: 'MINUANO_STATISTICS',
    flag: '--statistics <names>',
    reader: statisticNames,
    fallback: 'mean,min,max,std',
    help: 'statistics of each bin',
  }),
  period: setting({
    env: 'MINUANO_EVERY',
    flag: '--every <width>',
    reader: period,
    fallback: '10m',
    help: 'bin width',
  }),
  sampleInterval: setting({
    env: 'MINUANO_SAMPLE_INTERVAL',
    reader: period,
    fallback: '1m',
    help: 'how far apart the Source’s samples are: what a whole bin is expected to hold',
  }),
  sampleLabel: setting({
    env: 'MINUANO_SAMPLE_LABEL',
    reader: sampleLabel,
    fallback: 'start',
    help: 'what a sample’s time means; end: one stamped 00:10 belongs to the bin 00:00',
  }),
  ranges: optionalSetting({
    env: 'MINUANO_RANGES',
    reader: ranges,
    help: 'valid ranges: wind_speed=0..60,power=off; without one, wind_speed 0..75 and ambient_temperature -60..60',
  }),
  ratedPower: optionalSetting({
    env: 'MINUANO_RATED_POWER',
    reader: positive,
    help: 'rated power, in the unit of the variable power, which is then valid from -10 % to 120 % of it',
  }),
  units: optionalSetting({
    env: 'MINUANO_UNITS',
    reader: units,
    help: 'units of variables, where the Source’s column comments do not say them',
  }),
  minimumCoverage: setting({
    env: 'MINUANO_MINIMUM_COVERAGE',
    flag: '--minimum-coverage <part>',
    reader: fraction,
    fallback: '0',
    help: 'bins with a smaller part of their samples are left out',
  }),
  asset: setting({
    env: 'MINUANO_ASSET',
    flag: '--asset <name>',
    reader: assetName,
    fallback: '',
    help: 'turbine or plant that the signals belong to; part of their names',
  }),
  concurrency: setting({
    env: 'MINUANO_CONCURRENCY',
    flag: '--concurrency <number>',
    reader: concurrency,
    fallback: '4',
    help: 'days of a backfill that are in flight at once',
  }),
  connectorRolePassword: optionalSetting({
    env: 'CONNECTOR_ROLE_PASSWORD',
    secret: true,
    reader: text,
    help: '`source init`: lets the role connector log in with this password',
  }),
  etlRolePassword: optionalSetting({
    env: 'ETL_ROLE_PASSWORD',
    secret: true,
    reader: text,
    help: '`target init`: lets the role etl log in with this password',
  }),
  readerRolePassword: optionalSetting({
    env: 'READER_ROLE_PASSWORD',
    secret: true,
    reader: text,
    help: '`target init`: lets the role reader log in with this password',
  }),
} as const

type Settings = typeof settings

export type SettingName = keyof Settings

/** What is in force. */
export type Config = {
  readonly [Name in SettingName]: Settings[Name] extends Setting<infer T> ? T : never
}
