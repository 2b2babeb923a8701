import type pg from 'pg'
import { quoteIdentifier } from '../../postgres/quote.ts'
import type { SourcePeriod } from '../source.ts'
import type { SourceTable } from './source-table.ts'
import { timeExpression, typeCondition } from './time-expression.ts'

/** So many rows outside are counted; more are as many. */
export const mostOutsideRows = 1000

/** Reads the Source's period: some steps into an index, if the time column has one. */
export async function sourcePeriod(
  client: pg.ClientBase,
  table: SourceTable,
): Promise<SourcePeriod> {
  const column = quoteIdentifier(table.timeColumn)
  const [start, end] = boundsOf(table)
  const filter = filterOf(table)
  const outside = (condition: string) =>
    `(select 1 from ${table.relation} where ${condition}${filter} limit ${mostOutsideRows})`
  const { rows } = await client.query<{ time: string | null; outside: string }>(
    `select (extract(epoch from ${timeExpression(table)}) * 1000000)::int8::text as time,
       (select least(count(*), ${mostOutsideRows}) from (
         ${outside(`${column} > '-infinity' and ${column} < ${start}`)}
         union all
         ${outside(`${column} >= ${end} and ${column} < 'infinity'`)}
       ) stray)::text as outside
     from (
       select unnest(array[min(${column}), max(${column})]) as ${column}
       from ${table.relation} where ${periodCondition(table)}
     ) as ends`,
  )
  const [first = null, last = null] = rows.map(({ time }) => (time === null ? null : Number(time)))
  return { first, last, outsideRows: Number(rows[0]?.outside ?? 0) }
}

/** The condition, as SQL, that a row is read and may be of the period. */
export function periodCondition(table: SourceTable): string {
  const column = quoteIdentifier(table.timeColumn)
  const [start, end] = boundsOf(table)
  return `${typeCondition(table)} and ${column} >= ${start} and ${column} < ${end}${filterOf(table)}`
}

function filterOf({ filter }: SourceTable): string {
  return filter === undefined ? '' : ` and ${filter}`
}

/** What the column itself is compared with: only so can an index be used. NULL and infinities are no times. */
function boundsOf({ timeZone }: SourceTable): string[] {
  return ['1900-01-01', '2200-01-01'].map((day) =>
    timeZone === undefined ? `timestamptz '${day} 00:00:00Z'` : `timestamp '${day} 00:00:00'`,
  )
}
