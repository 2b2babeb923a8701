import { kindMap, rollovers } from './kind-readers.ts'
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
} as const
