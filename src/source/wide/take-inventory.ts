import type pg from 'pg'
import { hashSeed } from '../../frame/postgres/fingerprint.ts'
import { quoteIdentifier, quoteLiteral } from '../../postgres/quote.ts'
import { dayInterval, dayOf, listDays } from '../../time/day.ts'
import type { Day } from '../../time/day.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import type { SourceTable, Variable } from '../table/source-table.ts'
import { intervalCondition, timeExpression } from '../table/time-expression.ts'

/** What the Source holds of one day. */
export interface DayInventory {
  readonly day: Day
  readonly rows: number
  /** By variable: the rows that have a value, and a text that changes when any of them changes. */
  readonly variables: Readonly<Record<string, { values: number; fingerprint: string }>>
}

export interface InventoryOptions {
  /** Where a day begins and ends. */
  readonly timeZone: string
  /** `end`: a sample at a day's last instant belongs to the day that ends there. */
  readonly sampleLabel: 'start' | 'end'
}

/**
 * Counts and fingerprints the rows of [start, end), day by day and variable by variable, in one query;
 * a day without rows is left out. The fingerprint is a sum of hashes of (time, value), NaN and
 * infinities as NULL: it changes with any value, row or time, is the same in whatever order the rows are
 * read, and, unlike an exclusive or, does not lose rows that are there twice. `fingerprintColumns`
 * gives the same for rows that have been read.
 */
export async function takeInventory(
  client: pg.ClientBase,
  table: SourceTable,
  interval: Interval,
  variables: readonly Variable[],
  { timeZone, sampleLabel }: InventoryOptions,
): Promise<DayInventory[]> {
  const shift = sampleLabel === 'end' ? 1 : 0
  const days = listDays(dayOf(interval.start, timeZone), dayOf(interval.end - 1, timeZone))
  // Day bounds are computed here: the time zone data of the Source's server may differ.
  const starts = days.map((day) =>
    quoteLiteral(formatInstant(dayInterval(day, timeZone).start + shift, 6)),
  )
  const shifted = { start: interval.start + shift, end: interval.end + shift }
  const columns = variables.map(({ column }) => finiteValue(`${quoteIdentifier(column)}::float8`))
  const measures = columns.flatMap((_, index) => [
    `count(value_${index})::int as values_${index}`,
    `sum(hash_record_extended(row(time, value_${index}), ${hashSeed}))::text as fingerprint_${index}`,
  ])
  const { rows } = await client.query<Record<string, number | string>>(`
    select width_bucket(time, array[${starts.join(', ')}]::timestamptz[]) as day,
      ${['count(*)::int as rows', ...measures].join(', ')}
    from (
      select ${[`${timeExpression(table)} as time`, ...columns.map((column, index) => `${column} as value_${index}`)].join(', ')}
      from ${table.relation} where ${intervalCondition(table, shifted)}
    ) samples
    group by 1 order by 1`)
  return rows.map((row) => ({
    day: days[Number(row['day']) - 1]!,
    rows: Number(row['rows']),
    variables: Object.fromEntries(
      variables.map(({ name }, index) => [
        name,
        {
          values: Number(row[`values_${index}`]),
          fingerprint: String(row[`fingerprint_${index}`]),
        },
      ]),
    ),
  }))
}

/** NULL for NaN and infinities, which are no value; nothing else differs from itself. */
function finiteValue(expression: string): string {
  return `case when ${expression} - ${expression} = 0 then ${expression} end`
}
