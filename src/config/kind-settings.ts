import { kindMap, minuteColumns, rollovers } from './kind-readers.ts'
import { optionalSetting } from './setting.ts'

/** The settings that say what variables are; a part of all settings. */
export const kindSettings = {
  kinds: optionalSetting({
    env: 'MINUANO_KINDS',
    key: 'variables.*.kind',
    reader: kindMap,
    goesTo: ['connector', 'etl', 'page'],
    help: 'what variables are: pitch=scalar,yaw_error=signed-angle (-180 to 180), wd=direction (0 to 360), status=state (a code), energy=counter; without it by unit and name, which say no state and no counter',
  }),
  rollovers: optionalSetting({
    env: 'MINUANO_ROLLOVERS',
    key: 'variables.*.rollover',
    reader: rollovers,
    goesTo: ['etl'],
    help: 'where counters go on from zero: energy=1000000 counts on through 999999 and 0; without it a fall to near zero is a reset',
  }),
  stdColumns: optionalSetting({
    env: 'MINUANO_STD_COLUMNS',
    key: 'variables.*.stdColumn',
    reader: minuteColumns,
    goesTo: ['etl'],
    help: 'variables of the Source that have the standard deviation, divided by n of the faster samples that each minute of another was made of: wind_speed=wind_speed_std; the bin’s std is then that of the faster samples',
  }),
  minColumns: optionalSetting({
    env: 'MINUANO_MIN_COLUMNS',
    key: 'variables.*.minColumn',
    reader: minuteColumns,
    goesTo: ['etl'],
    help: 'variables of the Source that have the least sample of the faster samples that each minute of another was made of: wind_speed=wind_speed_min',
  }),
  maxColumns: optionalSetting({
    env: 'MINUANO_MAX_COLUMNS',
    key: 'variables.*.maxColumn',
    reader: minuteColumns,
    goesTo: ['etl'],
    help: 'variables of the Source that have the greatest sample of the faster samples that each minute of another was made of: wind_speed=wind_speed_max',
  }),
  countColumns: optionalSetting({
    env: 'MINUANO_COUNT_COLUMNS',
    key: 'variables.*.countColumn',
    reader: minuteColumns,
    goesTo: ['etl'],
    help: 'variables of the Source that have the number of samples of the faster samples that each minute of another was made of: wind_speed=wind_speed_n; minutes then count by it',
  }),
} as const
