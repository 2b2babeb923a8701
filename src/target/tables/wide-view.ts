import { quoteIdentifier, quoteLiteral } from '../../postgres/quote.ts'
import { nameInSql } from './wide-column.ts'

export const wideView = 'ten_minute_wide'

/** Columns before those of signals: `asset` and `timestamp`. */
export const keyColumns = 2

/** As many columns as PostgreSQL lets a view have. */
export const mostColumns = 1600

/**
 * SQL: makes the view `ten_minute_wide`, or adds columns to it at its end: a row an asset and bin of 10 minutes, a column
 * a variable's statistic. A filter on its asset and time reaches the asset's signals, and of `data` its partitions.
 * Bins without any value are those of `bin_reason`. A column is told by a number, since a text would be compared
 * for each column and value; signals are joined to these numbers from the left, since PostgreSQL would else expect one
 * signal of them all, and read ten years of an asset by an index, page by page.
 */
export function wideViewStatement(
  schema: string,
  columns: readonly string[],
  create: 'create view' | 'create or replace view',
): string {
  const [view, signal, data, bin] = [wideView, 'signal', 'data', 'bin_reason'].map(
    (name) => `${quoteIdentifier(schema)}.${name}`,
  )
  const places = columns.map((name, index) => `, (${quoteLiteral(name)}, ${index + 1})`)
  const values = columns.map(
    (name, index) =>
      `, max(cell.value) filter (where cell.place = ${index + 1}) as ${quoteIdentifier(name)}`,
  )
  return `
    ${create} ${view!} as
    select cell.asset, cell."timestamp"${values.join('')}
    from (
      select signal.asset, data."timestamp", wanted.place, data.value
      from ${signal!} signal
        left join (values (null::text, 0)${places.join('')}) wanted (name, place)
          on wanted.name = ${nameInSql}
        join ${data!} data on data.signal_id = signal.id
      where signal.period_seconds = 600
      union all
      select signal.asset, bin."timestamp", null, null
      from ${signal!} signal join ${bin!} bin on bin.asset = signal.asset and bin.variable = signal.variable
        and bin.period_seconds = signal.period_seconds
      where signal.period_seconds = 600) cell
    group by cell.asset, cell."timestamp"`
}
