import type pg from 'pg'
import type { SourcePeriod } from '../source.ts'
import type { SourceTable } from './source-table.ts'
import { timeExpression } from './time-expression.ts'
import { quoteIdentifier } from '../../postgres/quote.ts'

/** Reads the Source's period: two steps into an index, if the time column has one. */
export async function sourcePeriod(
  client: pg.ClientBase,
  table: SourceTable,
): Promise<SourcePeriod> {
  const column = quoteIdentifier(table.timeColumn)
  const { rows } = await client.query<{ time: string | null }>(
    `select (extract(epoch from ${timeExpression(table)}) * 1000000)::int8::text as time
     from (
       select unnest(array[min(${column}), max(${column})]) as ${column}
       from ${table.relation} where ${hasTime(column)}
     ) as ends`,
  )
  const [first = null, last = null] = rows.map(({ time }) => (time === null ? null : Number(time)))
  return { first, last }
}

/** NULL and both infinities are no times. */
function hasTime(column: string): string {
  return `${column} > '-infinity' and ${column} < 'infinity'`
}
