import { MinuanoError } from '../../errors/minuano-error.ts'
import { quoteShort } from '../../errors/quote-short.ts'
import { formatInstant, isWritable } from '../../time/instant.ts'
import type { Instant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import { parseTime } from '../../time/parse-time.ts'

/**
 * The interval [start, end) that a request asks for. Throws `invalid-time` and `empty-interval`, which
 * say what was understood and what to write.
 */
export function readInterval(start: string, end: string, timeZone: string): Interval {
  const interval = {
    start: readTime('start', start, timeZone),
    end: readTime('end', end, timeZone),
  }
  if (interval.start >= interval.end) {
    throw new MinuanoError(
      'empty-interval',
      `start (${formatTime(interval.start)}) is not before end (${formatTime(interval.end)}): the end is not part of the interval, so a day ends where the next begins`,
    )
  }
  return interval
}

/** The interval as it was understood: RFC 3339 in UTC, `start/end`. */
export function formatInterval({ start, end }: Interval): string {
  return `${formatTime(start)}/${formatTime(end)}`
}

function formatTime(instant: Instant): string {
  return formatInstant(instant, instant % 1e6 === 0 ? 0 : 6)
}

function readTime(name: string, text: string, timeZone: string): Instant {
  const instant = parseTime(text, timeZone)
  if (instant === undefined) throw invalidTime(name, quoteShort(text), timeZone)
  if (!isWritable(instant)) throw outOfYears(name, text)
  return instant
}

/** Says what a time looks like; `given` is what came in its place. */
export function invalidTime(name: string, given: string, timeZone: string): MinuanoError {
  return new MinuanoError(
    'invalid-time',
    `${name} is ${given}, which is no time: write one as 2025-01-03T00:10:00Z, or as 2025-01-03 or 2025-01-03T00:10:00, which mean ${timeZone}`,
  )
}

/** Of an offset, or of 24:00, that leads beyond the years which RFC 3339 can write. */
function outOfYears(name: string, text: string): MinuanoError {
  return new MinuanoError(
    'invalid-time',
    `${name} is ${quoteShort(text)}, which in UTC is not of the years 0001 to 9999: write one from 0001-01-01T00:00:00Z to 9999-12-31T23:59:59.999999Z`,
  )
}
