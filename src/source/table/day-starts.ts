import { setImmediate } from 'node:timers/promises'
import { listDayStarts } from '../../time/day.ts'
import type { Instant } from '../../time/instant.ts'
import type { DaysToCount } from './days-to-count.ts'

/** Days whose first instants are looked up before others may use the processor: 3 ms. */
const startsAtOnce = 250

/** The days' first instants, shifted. Day bounds are computed here: the server's time zone data may differ. */
export async function dayStarts(
  { first, last }: DaysToCount,
  timeZone: string,
  shift: number,
): Promise<Instant[]> {
  const starts: Instant[] = []
  for (const start of listDayStarts(first, last, timeZone)) {
    starts.push(start + shift)
    if (starts.length % startsAtOnce === 0) await setImmediate()
  }
  return starts
}
