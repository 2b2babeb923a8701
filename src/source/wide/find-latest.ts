import type pg from 'pg'
import type { Instant } from '../../time/instant.ts'
import { lookBack } from '../table/look-back.ts'
import type { LatestTimes } from '../table/look-back.ts'
import { rowAlias } from '../table/order-expression.ts'
import { sourcePeriod } from '../table/source-period.ts'
import type { SourceTable, Variable } from '../table/source-table.ts'
import { rowCondition, timeExpression } from '../table/time-expression.ts'
import { finiteExpression } from '../table/value-expression.ts'

/** A variable whose values come on change. */
export type HeldVariable = Variable & Required<Pick<Variable, 'hold'>>

/** Those variables whose values come on change: what `findLatest` is asked for, in this order. */
export function heldOf(variables: readonly Variable[]): HeldVariable[] {
  return variables.filter((variable) => variable.hold !== undefined) as HeldVariable[]
}

/**
 * For each of these variables the latest time before an instant at which it has a value, if that still holds then.
 * `places`: how many assets the table has, if it is of several (`together`).
 */
export function findLatest(
  client: pg.ClientBase,
  table: SourceTable,
  variables: readonly HeldVariable[],
  before: Instant,
  places = 1,
): Promise<LatestTimes> {
  return lookBack({
    holds: variables.map(({ hold }) => hold),
    before,
    places,
    firstTime: async () => (await sourcePeriod(client, table)).first,
    async ask(interval, indexes) {
      const latest = indexes.map((index) => latestExpression(`value_${index}`))
      const values = indexes.map(
        (index) => `${finiteExpression(variables[index]!)} as value_${index}`,
      )
      const { rows } = await client.query<{ place: number; times: string }>(
        `select place::int as place, array_to_string(array[${latest.join(', ')}], ',', '') as times
         from (
           select ${[`${timeExpression(table)} as time`, `${table.places?.expression ?? 1} as place`, ...values].join(', ')}
           from ${table.relation} as ${rowAlias} ${table.places?.join ?? ''}
           where ${rowCondition(table, interval)}
         ) samples
         group by 1`,
      )
      return rows.map(({ place, times }) => ({ place, times: readTimes(times) }))
    },
  })
}

/** The latest time of the rows in which something is not NULL, in microseconds, as SQL. */
export function latestExpression(value: string): string {
  return `(extract(epoch from max(time) filter (where ${value} is not null)) * 1000000)::int8`
}

/** Times in microseconds, with commas between them; NaN where one is empty. */
export function readTimes(text: string): number[] {
  return text.split(',').map((time) => (time === '' ? NaN : Number(time)))
}
