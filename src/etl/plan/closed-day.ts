import { MinuanoError } from '../../errors/minuano-error.ts'
import { dayInterval } from '../../time/day.ts'
import type { Day } from '../../time/day.ts'
import type { Interval } from '../../time/interval.ts'
import { closedPart } from '../aggregate/bin-edges.ts'
import type { EtlSettings } from '../shape/etl-settings.ts'

/** A day of the plant's time zone, and the part of it whose bins are closed. */
export interface DayToMeasure {
  readonly day: Day
  readonly interval: Interval
  /** Whether that is all of the day. */
  readonly isWhole: boolean
}

/**
 * The day's closed bins: the whole day, but for today, whose last bin still grows. Throws
 * `day-not-begun` where none is closed, `usage` where the zone has no such day.
 */
export function closedDay(day: Day, { timeZone, periodSeconds }: EtlSettings): DayToMeasure {
  const whole = dayInterval(day, timeZone)
  if (whole.start === whole.end) {
    throw new MinuanoError('usage', `${timeZone} had no ${day}: its clocks jumped over that day`)
  }
  const interval = closedPart(whole, periodSeconds, Date.now() * 1000)
  if (interval.start === interval.end) {
    throw new MinuanoError('day-not-begun', `${day} has no closed bin yet in ${timeZone}`)
  }
  return { day, interval, isWhole: interval.end === whole.end }
}

/** Whether `closedDay` refused a day, not begun or never there: the ledger holds days that may have data. */
export function isNoDay(error: unknown): boolean {
  return error instanceof MinuanoError && /^(day-not-begun|usage)$/.test(error.code)
}
