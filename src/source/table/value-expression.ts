import { quoteIdentifier } from '../../postgres/quote.ts'
import type { Variable } from './source-table.ts'

/**
 * The sizes that a double holds, as PostgreSQL casts to it: what is larger, or smaller and not 0, would
 * fail the whole statement. As numeric, so that numeric is compared with numeric.
 */
export const [smallest, largest] = ['2.5e-324', '1.7976931348623157e308']

/**
 * A variable's value as SQL of type float8. A numeric that no double holds is no value: NULL. Only
 * where the column may hold one: a comparison more for each value.
 */
export function valueExpression({ column, isUnbounded }: Variable): string {
  const name = quoteIdentifier(column)
  if (isUnbounded !== true) return `${name}::float8`
  return `case when ${name} = 0 or abs(${name}) between ${smallest} and ${largest} then ${name}::float8 end`
}

/** The same, and NULL for NaN and infinities too, which are no value; nothing else differs from itself. */
export function finiteExpression(variable: Variable): string {
  const value = valueExpression(variable)
  return variable.isUnbounded === true
    ? value
    : `case when ${value} - ${value} = 0 then ${value} end`
}
