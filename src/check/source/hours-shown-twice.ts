import { clockLiteral } from '../../source/table/time-expression.ts'
import { clockChanges } from '../../time/clock-changes.ts'
import { microsecondsPerDay } from '../../time/instant.ts'
import type { Instant } from '../../time/instant.ts'

/**
 * A condition, as SQL, that a time of a column without zone is of an hour that its zone's clock shows twice, in the
 * days before an instant; `false` where there is no such hour, as in a column of instants.
 */
export function shownTwice(
  column: string,
  timeZone: string | undefined,
  last: Instant,
  days: number,
): string {
  if (timeZone === undefined) return 'false'
  const [from, to] = [last - (days + 1) * microsecondsPerDay, last + microsecondsPerDay]
  const years = new Set([from, to].map((instant) => new Date(instant / 1000).getUTCFullYear()))
  const hours = [...years]
    .flatMap((year) => clockChanges(timeZone, year))
    .filter(({ at, before, after }) => after < before && at >= from && at <= to)
    .map(
      ({ at, before, after }) =>
        `${column} >= ${clockLiteral(at + after)} and ${column} < ${clockLiteral(at + before)}`,
    )
  return hours.length === 0 ? 'false' : `(${hours.join(' or ')})`
}
