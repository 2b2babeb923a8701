import type { Day } from '../../time/day.ts'
import { excludedOn } from './exclusions.ts'
import type { EtlSettings } from './etl-settings.ts'

/**
 * The settings that shape a day's numbers: where an asset changed, those of what it was then, so that an uprating makes
 * no earlier day again. Of equal eras the same object, by which callers may keep what they made of it; a day of which
 * something is excluded has one of its own.
 */
export function settingsOn(settings: EtlSettings, day: Day): EtlSettings {
  const era = settings.later?.findLast(({ from }) => from <= day)?.settings
  const excluded = excludedOn(settings, day)
  const ofDay = era ?? settings.exclusions?.without ?? settings
  return excluded === undefined ? ofDay : { ...ofDay, excluded }
}
