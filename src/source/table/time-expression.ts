import { quoteIdentifier, quoteLiteral } from '../../postgres/quote.ts'
import { formatInstant, microsecondsPerDay } from '../../time/instant.ts'
import type { Instant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import { isUtc } from '../../time/zone.ts'
import type { SourceTable } from './source-table.ts'

/** A row's time as SQL of type `timestamptz`, whatever the column is. */
export function timeExpression({ timeColumn, timeZone }: SourceTable): string {
  const column = quoteIdentifier(timeColumn)
  return timeZone === undefined ? column : `(${column} at time zone ${zoneExpression(timeZone)})`
}

/**
 * 1 as SQL of type `float8` where the clock of a `timestamp` without zone never shows a row's time, else 0:
 * converted there and back, such a time is another.
 */
export function jumpedExpression({ timeColumn, timeZone }: SourceTable): string {
  if (timeZone === undefined) return '0::float8'
  const column = quoteIdentifier(timeColumn)
  const zone = zoneExpression(timeZone)
  return `case when ${column} at time zone ${zone} at time zone ${zone} = ${column} then 0 else 1 end::float8`
}

/**
 * A condition, as SQL, that is true for every row, and an error where the time column is of another type than the
 * table's description says: `timestamp` for `timestamptz`, or the other way round. Both are compared, converted
 * and sent alike, so that a column retyped since would give other instants. Types are settled before a query is
 * planned, which then drops the condition: it takes no time. Converted first, since a domain is in no range.
 */
export function typeCondition({ timeColumn, timeZone }: SourceTable): string {
  const range = timeZone === undefined ? 'tsrange' : 'tstzrange'
  return `(true or ${range}(null, null) @> (${quoteIdentifier(timeColumn)} at time zone 'UTC'))`
}

/**
 * Whether an error of PostgreSQL's is that of `typeCondition`, or of the hash of a row's time, which is of a
 * `timestamp` without zone.
 */
export function isTypeFault(error: unknown): boolean {
  const { code, message } = Object(error) as { code?: unknown; message?: unknown }
  const ours = /\bts(tz)?range @> |\btimestamp_hash_extended\(timestamp with time zone/
  return code === '42883' && ours.test(String(message))
}

/**
 * The condition that a row is read, and its time in [start, end). For a `timestamp` without zone it bounds the
 * column itself too, a day wider than any zone's offset, since only the bare column can use an index.
 */
export function rowCondition(table: SourceTable, { start, end }: Interval): string {
  const time = timeExpression(table)
  const inTime = `${typeCondition(table)} and ${time} >= ${instantLiteral(start)} and ${time} < ${instantLiteral(end)}`
  const exact = table.filter === undefined ? inTime : `${inTime} and ${table.filter}`
  if (table.timeZone === undefined) return exact
  const column = quoteIdentifier(table.timeColumn)
  const from = clockLiteral(start - microsecondsPerDay)
  const to = clockLiteral(end + microsecondsPerDay)
  return `${column} >= ${from} and ${column} < ${to} and ${exact}`
}

/** The condition that a row's time is one of these. */
export function timesCondition(table: SourceTable, times: readonly Instant[]): string {
  return `${timeExpression(table)} = any(array[${times.map(instantLiteral).join(', ')}])`
}

/**
 * What brings rows into the order of their instants. A clock that is never put forward or back can be
 * read along the column's index; any other is sorted after it was converted.
 */
export function orderExpression(table: SourceTable): string {
  const { timeColumn, timeZone } = table
  if (timeZone === undefined || isUtc(timeZone) || isOffset(timeZone)) {
    return quoteIdentifier(timeColumn)
  }
  return timeExpression(table)
}

/** PostgreSQL reads the sign of a zone such as `+03:00` as POSIX does, westwards; of an interval not. */
function zoneExpression(zone: string): string {
  return `${isOffset(zone) ? 'interval ' : ''}${quoteLiteral(zone)}`
}

function isOffset(zone: string): boolean {
  return /^[+-]\d/.test(zone)
}

export function instantLiteral(instant: Instant): string {
  return `timestamptz '${formatForPostgres(instant)}'`
}

/** A time of a clock without zone, in microseconds since its own 1970. */
export function clockLiteral(local: number): string {
  return `timestamp '${formatForPostgres(local).replace('Z', '')}'`
}

/** ISO 8601 but for the years before 1, which PostgreSQL wants as BC; every DateStyle reads it. */
export function formatForPostgres(instant: Instant): string {
  const text = formatInstant(instant, 6)
  const year = new Date(Math.floor(instant / 1000)).getUTCFullYear()
  const rest = text.slice(text.indexOf('-', 1))
  return year > 0
    ? `${String(year).padStart(4, '0')}${rest}`
    : `${String(1 - year).padStart(4, '0')}${rest} BC`
}
