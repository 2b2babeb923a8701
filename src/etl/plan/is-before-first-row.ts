import { dayInterval } from '../../time/day.ts'
import type { Day } from '../../time/day.ts'
import type { Instant } from '../../time/instant.ts'
import type { EtlSettings } from '../shape/etl-settings.ts'
import { labelShift } from '../shape/sample-label.ts'

/** Whether all samples of a day would be stamped before the Source's first row: there was nothing yet. */
export function isBeforeFirstRow(
  day: Day,
  { timeZone, sampleLabel }: Pick<EtlSettings, 'timeZone' | 'sampleLabel'>,
  first: Instant,
): boolean {
  return dayInterval(day, timeZone).end + labelShift(sampleLabel) <= first
}
