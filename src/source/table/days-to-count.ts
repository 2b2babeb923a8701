import { MinuanoError } from '../../errors/minuano-error.ts'
import { addDays, countDays, dayHolding, dayInterval } from '../../time/day.ts'
import type { Day } from '../../time/day.ts'
import { microsecondsPerDay } from '../../time/instant.ts'
import { lastInstant } from '../../time/interval.ts'
import type { Interval } from '../../time/interval.ts'
import type { DayRule, SourcePeriod } from '../source.ts'
import type { SourceTable } from './source-table.ts'

/** Days of an inventory, and the part of them that was asked for. */
export interface DaysToCount {
  readonly first: Day
  readonly last: Day
  readonly interval: Interval
}

/**
 * The days of an interval. Where they are more than `maxDays`, those alone that lie between the Source's
 * first row and its last; undefined if there is none. Throws `interval-too-long` if they still are more.
 */
export async function daysToCount(
  table: SourceTable,
  interval: Interval,
  rule: DayRule,
  findPeriod: () => Promise<Pick<SourcePeriod, 'first' | 'last'>>,
): Promise<DaysToCount | undefined> {
  const { timeZone, maxDays } = rule
  const first = dayHolding(interval.start, timeZone)
  const last = dayHolding(lastInstant(interval), timeZone)
  if (countDays(first, last) <= maxDays) return { first, last, interval }
  const clipped = clip(interval, await findPeriod(), table, rule)
  if (clipped !== undefined && countDays(clipped.first, clipped.last) > maxDays) {
    throw tooLong(clipped, rule)
  }
  return clipped
}

/** Whole days are left out: a row that arrives meanwhile is counted with its day, or its day is not. */
function clip(
  interval: Interval,
  period: Pick<SourcePeriod, 'first' | 'last'>,
  table: SourceTable,
  { timeZone, sampleLabel }: DayRule,
): DaysToCount | undefined {
  if (period.first === null || period.last === null) return undefined
  const { start, end } = interval
  const shift = sampleLabel === 'end' ? 1 : 0
  // The first row by a clock that was put back or forward may not be the first instant.
  const margin = table.timeZone === undefined ? 0 : microsecondsPerDay
  const from = Math.max(start, period.first - shift - margin)
  const to = Math.min(lastInstant(interval), period.last - shift + margin)
  if (from > to) return undefined
  const [first, last] = [dayHolding(from, timeZone), dayHolding(to, timeZone)]
  return {
    first,
    last,
    interval: {
      start: Math.max(start, dayInterval(first, timeZone).start),
      end: Math.min(end, dayInterval(last, timeZone).end),
    },
  }
}

function tooLong({ first, last }: DaysToCount, { timeZone, maxDays }: DayRule): MinuanoError {
  return new MinuanoError(
    'interval-too-long',
    `the interval has ${countDays(first, last)} days between the Source's first row and its last (${first} to ${last} in ${timeZone}), and one answer counts ${maxDays} at most: keep the start and ask to end=${addDays(first, maxDays)}, then go on from there`,
    { members: { max_days: maxDays } },
  )
}
