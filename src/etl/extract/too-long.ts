import { MinuanoError } from '../../errors/minuano-error.ts'
import { formatInstant, microsecondsPerDay } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import { formatPeriod } from '../../time/period.ts'
import { expectedRows, mostRows } from './answer-limits.ts'
import type { AskedFor } from './answer-limits.ts'

/** The error of an answer that brought so many rows and bytes, and went on. */
export function tooLong(
  interval: Interval,
  asked: AskedFor,
  rows: number,
  bytes: number,
): MinuanoError {
  const { start, end } = interval
  const brought = `${rows} rows of ${formatInstant(start)} to ${formatInstant(end)}, ${Math.round(bytes / 1e6)} MB`
  const expected = `a sample every ${formatPeriod(asked.sampleSeconds)} (MINUANO_SAMPLE_INTERVAL) makes ${expectedRows(interval, asked)}, and more than ${mostRows(interval, asked)} are not taken`
  return new MinuanoError(
    'answer-too-long',
    `the Connector's answer brought ${brought}, and went on: ${expected}. ${advice(interval, asked)}`,
  )
}

function advice(interval: Interval, asked: AskedFor): string {
  const other =
    'f SOURCE_TABLE holds more than one turbine, let the Connector read one, by SOURCE_WHERE or a view; else check that CONNECTOR_URL is a Minuano Connector'
  return isHelpedByInterval(interval, asked)
    ? `If samples are closer together, set MINUANO_SAMPLE_INTERVAL to what they are; i${other}`
    : `I${other}`
}

/** With a shorter sample interval more rows are taken, or days asked for one by one. */
function isHelpedByInterval(interval: Interval, asked: AskedFor): boolean {
  const shortest = { ...asked, sampleSeconds: 1 }
  const isLonger = interval.end - interval.start > 1.5 * microsecondsPerDay
  return (
    mostRows(interval, shortest) > mostRows(interval, asked) ||
    (isLonger && asked.sampleSeconds > 1)
  )
}
