import { reasonNumbers } from '../../frame/reasons.ts'
import { quoteIdentifier, quoteLiteral } from '../../postgres/quote.ts'
import { finiteExpression, largest, smallest } from '../table/value-expression.ts'
import type { NarrowTable } from './narrow-table.ts'

/** What a row of a narrow table says, as SQL. */
export interface SampleExpressions {
  /** Its value, of type float8; NULL where it gives none. */
  readonly value: string
  /** Why it gives none, or a doubtful one: an int4, 0 for nothing to say. Undefined where NULL says all. */
  readonly reason: string | undefined
}

const space = '[ \\t\\n\\r]*'
/** Its cast to float8 never fails. */
const short = quoteLiteral(`^${space}[-+]?[0-9]{1,15}([.][0-9]{0,15})?${space}$`)
/** Its cast to numeric never fails. */
const long = quoteLiteral(
  `^${space}[-+]?([0-9]{1,400}([.][0-9]{0,400})?|[.][0-9]{1,400})([eE][-+]?[0-9]{1,3})?${space}$`,
)
/** Texts of no value: none, or what PostgreSQL too would write of a number that is none. */
const empty = quoteLiteral(
  `^${space}([nN][aA][nN]|[-+]?[iI][nN][fF]([iI][nN][iI][tT][yY])?)?${space}$`,
)

/** What a row gives. Both are NULL and 0 of a row whose value no double holds. */
export function sampleExpressions({ value }: NarrowTable): SampleExpressions {
  const name = quoteIdentifier(value.column)
  if (value.holds === 'boolean') return { value: `${name}::int::float8`, reason: undefined }
  if (value.holds === 'number') {
    return { value: finiteExpression({ ...value, name: '', unit: null }), reason: undefined }
  }
  const number = `${name}::numeric`
  return {
    value: `case when ${name} ~ ${short} then ${name}::float8
      when ${name} ~ ${long} then
        case when ${number} = 0 or abs(${number}) between ${smallest} and ${largest} then ${number}::float8 end
      end`,
    reason: `case when ${name} ~ ${short} or ${name} is null or ${name} ~ ${empty} or ${name} ~ ${long} then 0
      else ${reasonNumbers['no-number']} end`,
  }
}
