import { noPlace } from '../../frame/postgres/fingerprint.ts'
import { quoteIdentifier } from '../../postgres/quote.ts'
import type { SourceTable } from './source-table.ts'
import {
  instantLiteral,
  jumpedExpression,
  orderExpression,
  timeExpression,
} from './time-expression.ts'
import type { TimeReasons } from './time-reasons.ts'

/** What the table is called where `rowOrder` stands: a bare name would be that of an answer's column, a rounded one. */
export const rowAlias = 'source_row'

/** The order of the rows: by asset, where several are read at once, and by time, and those of one time by the column that says which came first. */
export function rowOrder(table: SourceTable): string {
  const { orderColumn } = table
  const own = orderColumn === undefined ? [] : [`${rowAlias}.${quoteIdentifier(orderColumn)}`]
  return [...momentOf(table), ...own].join(', ')
}

/** The window of the rows of one time, in their order; `tiedExpression` and `placeExpression` are over it. */
export function timeWindow(table: SourceTable): string {
  return `window of_time as (partition by ${momentOf(table).join(', ')} order by ${columnOf(table)})`
}

function momentOf(table: SourceTable): string[] {
  const time = orderExpression(table)
  return table.places === undefined ? [time] : [table.places.expression, time]
}

/**
 * 1 as SQL of type `float8` where the order of a row among those of its time is not known, else 0: another has
 * the same place, or it has none beside others.
 */
export function tiedExpression(table: SourceTable): string {
  return `case when ${isTied(table)} then 1 else 0 end::float8`
}

/**
 * A row's place among those of its time, from 1 on, as SQL of type `int8`; 1 also where its time is doubtful, since
 * then its order is not used, and `noPlace` where the order is not known.
 */
export function placeExpression(table: SourceTable, reasons: TimeReasons | undefined): string {
  const doubt = timeDoubt(table, reasons)
  const first = doubt === undefined ? '' : `when ${doubt} then 1`
  return `case ${first} when ${isTied(table)} then ${noPlace} else row_number() over of_time end`
}

/** The condition, as SQL, that a row's time is doubtful, or its order is not known; undefined where neither can be. */
export function doubtExpression(
  table: SourceTable,
  reasons: TimeReasons | undefined,
): string | undefined {
  const doubts = [timeDoubt(table, reasons) ?? []].flat()
  if (table.orderColumn !== undefined) doubts.push(isTied(table))
  return doubts.length === 0 ? undefined : doubts.join(' or ')
}

function timeDoubt(table: SourceTable, reasons: TimeReasons | undefined): string | undefined {
  const time = timeExpression(table)
  const doubts = (reasons?.ambiguous ?? []).map(
    ({ start, end }) => `${time} >= ${instantLiteral(start)} and ${time} < ${instantLiteral(end)}`,
  )
  if (reasons?.jumped === true) doubts.push(`${jumpedExpression(table)} = 1`)
  return doubts.length === 0 ? undefined : doubts.join(' or ')
}

/** As NULL is no value, any comparison with it says neither. */
function isTied(table: SourceTable): string {
  const column = columnOf(table)
  return (
    `(${column} is null and (lag(true) over of_time or lead(true) over of_time)` +
    ` or ${column} = lag(${column}) over of_time or ${column} = lead(${column}) over of_time)`
  )
}

function columnOf({ orderColumn }: SourceTable): string {
  if (orderColumn === undefined) throw new Error('the Source has no order column')
  return quoteIdentifier(orderColumn)
}
