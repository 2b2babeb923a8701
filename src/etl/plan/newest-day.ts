import { dayOf } from '../../time/day.ts'
import type { Day } from '../../time/day.ts'
import type { EtlSettings } from '../shape/etl-settings.ts'

/**
 * The newest day that has a closed bin: in a day's first minutes, the day before. Until then there is
 * nothing of it to load, and asking for it would be an error.
 */
export function newestDay({
  timeZone,
  periodSeconds,
}: Pick<EtlSettings, 'timeZone' | 'periodSeconds'>): Day {
  // A day's first bin is closed once a period has gone by since its first instant.
  return dayOf(Date.now() * 1000 - periodSeconds * 1e6, timeZone)
}
