import { InvalidArgumentError } from 'commander'
import { addDays, dayOf, isDay } from '../../time/day.ts'
import type { Day } from '../../time/day.ts'

/** A day as it was given: a date, or `today` or `yesterday`, which mean one once the zone is known. */
export type GivenDay = string

const daysBack: Readonly<Record<string, number>> = { today: 0, yesterday: 1 }

/** Commander's reader for a day; a date that does not exist is a usage error. */
export function readDay(text: string): Day {
  if (isDay(text)) return text
  throw new InvalidArgumentError('It is not a date of the calendar; write one as 2025-01-03.')
}

/** Commander's reader for a day, where `today` and `yesterday` are days too. */
export function readGivenDay(text: string): GivenDay {
  if (isDay(text) || Object.hasOwn(daysBack, text)) return text
  throw new InvalidArgumentError(
    'It is not a date of the calendar; write one as 2025-01-03, today or yesterday.',
  )
}

/** The day that is meant, by the clock of the plant's zone. */
export function resolveDay(given: GivenDay, timeZone: string): Day {
  const back = daysBack[given]
  return back === undefined ? given : addDays(dayOf(Date.now() * 1000, timeZone), -back)
}
