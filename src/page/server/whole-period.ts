import { dayInterval } from '../../time/day.ts'
import type { Interval } from '../../time/interval.ts'
import type { PageSettings } from '../read/page-settings.ts'
import type { PlantFacts } from '../read/read-plant.ts'

/** From the first day that the ledger knows to the end of the last; a day of 1970 where it knows none. */
export function wholePeriod(
  { first, last }: PlantFacts,
  { timeZone }: Pick<PageSettings, 'timeZone'>,
): Interval {
  return {
    start: dayInterval(first ?? '1970-01-01', timeZone).start,
    end: dayInterval(last ?? first ?? '1970-01-01', timeZone).end,
  }
}
