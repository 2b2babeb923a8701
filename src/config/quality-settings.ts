import { frozenRules, leaveOutList } from './frozen-readers.ts'
import { optionalSetting } from './setting.ts'

/** What is said of samples beside their values, and what follows from it. */
export const qualitySettings = {
  frozen: optionalSetting({
    env: 'MINUANO_FROZEN',
    key: 'variables.*.frozen',
    reader: frozenRules,
    goesTo: ['etl'],
    help: 'when a value that stays the same is frozen, by variable: wind_speed=45m tolerance:0.1,nacelle_position=120m above:wind_speed:5,oil_temperature=off; off: no variable is looked at; without it wind speed, wind direction and temperature are, by name',
  }),
  leaveOut: optionalSetting({
    env: 'MINUANO_LEAVE_OUT',
    key: 'leaveOut',
    reader: leaveOutList,
    goesTo: ['etl'],
    help: 'samples that statistics are made without, frozen or uncertain or both; without it they are marked, and used',
  }),
} as const
