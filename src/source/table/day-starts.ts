import { setImmediate } from 'node:timers/promises'
import { listDayStarts } from '../../time/day.ts'
import type { DaysToCount } from './days-to-count.ts'
import { formatForPostgres } from './time-expression.ts'

/** Days whose first instants are looked up before others may use the processor: 3 ms. */
const startsAtOnce = 250

/** The days' first instants, shifted. Day bounds are computed here: the server's time zone data may differ. */
export async function dayStarts(
  { first, last }: DaysToCount,
  timeZone: string,
  shift: number,
): Promise<string[]> {
  const starts: string[] = []
  for (const start of listDayStarts(first, last, timeZone)) {
    starts.push(formatForPostgres(start + shift))
    if (starts.length % startsAtOnce === 0) await setImmediate()
  }
  return starts
}
