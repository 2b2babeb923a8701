import { reasonNumbers } from '../../frame/reasons.ts'
import { quoteIdentifier, quoteLiteral } from '../../postgres/quote.ts'
import { finiteExpression, largest, smallest } from '../table/value-expression.ts'
import { qualityExpression } from '../quality/quality-expression.ts'
import type { NarrowTable, ValueColumn } from './narrow-table.ts'

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
  `^${space}[-+]?([0-9]{1,255}([.][0-9]{0,255})?|[.][0-9]{1,255})([eE][-+]?[0-9]{1,3})?${space}$`,
)
/** Texts of no value: none, or what PostgreSQL too would write of a number that is none. */
const empty = quoteLiteral(
  `^${space}([nN][aA][nN]|[-+]?[iI][nN][fF]([iI][nN][iI][tT][yY])?)?${space}$`,
)

/**
 * What a row gives. A value whose quality is bad, a state, or uncertain where such are left out, is gone; of another
 * quality that is not good, it stays.
 */
export function sampleExpressions({
  value,
  quality,
}: Pick<NarrowTable, 'value' | 'quality'>): SampleExpressions {
  const own = valueExpressions(value, quality?.kind === 'pi' ? states : noNumber)
  if (quality?.column === undefined) return own
  const reason = qualityExpression(quality.column)
  const leftOut = [bad, states, ...(quality.keepsUncertain ? [] : [uncertain])].join(', ')
  return {
    value: `case when ${reason} not in (${leftOut}) then ${own.value} end`,
    reason: `case when ${reason} in (${leftOut}) or (${own.value}) is not null then ${reason}
      else ${own.reason ?? 0} end`,
  }
}

const noNumber = reasonNumbers['no-number']
const states = reasonNumbers['state']
const bad = reasonNumbers['bad-quality']
const uncertain = reasonNumbers['uncertain-quality']

/** What the value column gives, whatever its quality: NULL and 0 of what no double holds. */
function valueExpressions(value: ValueColumn, ofText: number): SampleExpressions {
  const name = quoteIdentifier(value.column)
  if (value.holds === 'boolean') return { value: `${name}::int::float8`, reason: undefined }
  if (value.holds === 'number') {
    return { value: finiteExpression({ ...value, name: '', unit: null }), reason: undefined }
  }
  const text = `${name}::text`
  const number = `${text}::numeric`
  return {
    value: `case when ${text} ~ ${short} then ${text}::float8
      when ${text} ~ ${long} then
        case when ${number} = 0 or abs(${number}) between ${smallest} and ${largest} then ${number}::float8 end
      end`,
    reason: `case when ${text} ~ ${short} or ${name} is null or ${text} ~ ${empty} or ${text} ~ ${long} then 0
      else ${ofText} end`,
  }
}
