import type { Day } from '../../time/day.ts'
import type { EtlSettings } from './etl-settings.ts'

/**
 * The settings that shape a day's numbers: where an asset changed, those of what it was then, so that an uprating makes
 * no earlier day again. Of equal eras the same object, by which callers may keep what they made of it.
 */
export function settingsOn(settings: EtlSettings, day: Day): EtlSettings {
  return settings.later?.findLast(({ from }) => from <= day)?.settings ?? settings
}
