import type { RegisterEntry } from './register-entry.ts'

/** Members and their columns, in the order of the table's. */
export const registerMembers: readonly (readonly [keyof RegisterEntry, string])[] = [
  ['validFrom', 'valid_from'],
  ['type', 'type'],
  ['ratedPower', 'rated_power'],
  ['hubHeight', 'hub_height'],
  ['rotorDiameter', 'rotor_diameter'],
  ['latitude', 'latitude'],
  ['longitude', 'longitude'],
  ['cutInSpeed', 'cut_in_speed'],
  ['minutesAre', 'minutes_are'],
]
