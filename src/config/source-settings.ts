import { narrowSettings } from './narrow-settings.ts'
import { rowFilter } from './row-filter.ts'
import { hold, holdMap, sampling, samplingMap } from './hold-readers.ts'
import { columnMap, concurrency, seconds, text, zone } from './readers.ts'
import { optionalSetting, setting } from './setting.ts'

/** The settings that say what the Source looks like; a part of all settings. */
export const sourceSettings = {
  sourceTable: setting({
    env: 'SOURCE_TABLE',
    key: 'source.table',
    reader: text,
    fallback: 'data',
    goesTo: ['connector'],
    help: 'table or view of the Source, with its schema if need be: scada.minute',
  }),
  sourceTimeColumn: setting({
    env: 'SOURCE_TIME_COLUMN',
    key: 'source.timeColumn',
    reader: text,
    fallback: 'timestamp',
    goesTo: ['connector'],
    help: 'its time column',
  }),
  sourceTimeZone: optionalSetting({
    env: 'SOURCE_TIME_ZONE',
    key: 'source.timeZone',
    reader: zone,
    goesTo: ['connector'],
    help: 'zone of the time column, needed where it is a timestamp without time zone',
  }),
  sourceColumns: optionalSetting({
    env: 'SOURCE_COLUMNS',
    key: 'variables.*.column',
    reader: columnMap,
    goesTo: ['connector'],
    help: 'names for columns: wind_speed=ws_avg,power=p_avg; others keep their own; of a narrow Source for what stands in its variable column, or in the {variable} of its tags',
  }),
  sourceWhere: optionalSetting({
    env: 'SOURCE_WHERE',
    key: 'source.where',
    reader: rowFilter,
    goesTo: ['connector'],
    help: 'which of its rows are read, columns and the values that they may have: {"quality": [192], "deleted": [false, null]}',
  }),
  sourceAssetColumn: optionalSetting({
    env: 'SOURCE_ASSET_COLUMN',
    key: 'source.assetColumn',
    reader: text,
    goesTo: ['connector'],
    help: 'column that names the turbine or other machine of a row: a text, a number, a uuid or an enum; without it the column with the comment “minuano: asset”, or else all rows are of one',
  }),
  sourceAssetTable: optionalSetting({
    env: 'SOURCE_ASSET_TABLE',
    key: 'source.assetTable',
    reader: text,
    goesTo: ['connector'],
    help: 'table that lists the assets, with its column if that is called otherwise: scada.turbine, scada.turbine(name); of use where no index of the Source begins with the asset; without it the rows say which there are',
  }),
  sourceOrderColumn: optionalSetting({
    env: 'SOURCE_ORDER_COLUMN',
    key: 'source.orderColumn',
    reader: text,
    goesTo: ['connector'],
    help: 'column that says which of the rows of one time came first, a sequence number or the time of arrival; needed for MINUANO_DUPLICATES=first and last',
  }),
  ...narrowSettings,
  sourceSampling: setting({
    env: 'SOURCE_SAMPLING',
    key: 'source.sampling',
    reader: sampling,
    fallback: 'periodic',
    goesTo: ['connector'],
    help: 'how its samples come: periodic, one every so often; on-change, one when the value changes, which then holds until the next',
  }),
  sourceVariableSampling: optionalSetting({
    env: 'SOURCE_VARIABLE_SAMPLING',
    key: 'variables.*.sampling',
    reader: samplingMap,
    goesTo: ['connector'],
    help: 'the same of single variables: status=on-change,power=periodic',
  }),
  sourceMaxHold: setting({
    env: 'SOURCE_MAX_HOLD',
    key: 'source.maxHold',
    reader: hold,
    fallback: '24h',
    goesTo: ['connector'],
    help: 'how long a value that came on change holds at most, and is missing from then on, such as 24h or 30m; off: until the next, however far back it must be looked for',
  }),
  sourceVariableMaxHold: optionalSetting({
    env: 'SOURCE_VARIABLE_MAX_HOLD',
    key: 'variables.*.maxHold',
    reader: holdMap,
    goesTo: ['connector'],
    help: 'the same of single variables: status=off,power=1h',
  }),
  sourceTimeout: setting({
    env: 'SOURCE_TIMEOUT',
    key: 'source.timeout',
    reader: seconds,
    fallback: '30s',
    goesTo: ['connector'],
    help: 'how long the Connector waits for the Source to begin its answer',
  }),
  sourceConnections: setting({
    env: 'SOURCE_CONNECTIONS',
    key: 'source.connections',
    reader: concurrency,
    fallback: '8',
    goesTo: ['connector'],
    help: 'most connections that the Connector opens to the Source; one more tells what it is and whether it answers',
  }),
} as const
