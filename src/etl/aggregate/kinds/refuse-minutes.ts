import { MinuanoError } from '../../../errors/minuano-error.ts'
import type { Holds } from '../../../signal/hold.ts'
import type { Kinds } from '../../../signal/kind.ts'
import { partsOf } from '../../shape/minute-parts.ts'
import type { Minutes } from '../../shape/minute-parts.ts'

/**
 * Throws `configuration` where statistics of minutes cannot be put together: round a circle, of states and counters, and of
 * values that come on change, which are of no minute.
 */
export function refuseMinutes(minutes: Minutes, kinds: Kinds, holds: Holds): void {
  for (const [variable, { kind }] of kinds) {
    const parts = minutes.get(variable)
    if (parts === undefined) continue
    if (kind !== 'scalar') {
      throw new MinuanoError(
        'configuration',
        `MINUANO_STD_COLUMNS, MINUANO_MIN_COLUMNS, MINUANO_MAX_COLUMNS and MINUANO_COUNT_COLUMNS are for scalars alone, and ${variable} is a ${kind}: take it out of them`,
      )
    }
    const onChange = [variable, ...partsOf(minutes, variable)].find((name) => holds.has(name))
    if (onChange !== undefined) {
      throw new MinuanoError(
        'configuration',
        `the values of ${onChange} come on change, and are of no minute that a statistic of its own could be of: take ${variable} out of MINUANO_STD_COLUMNS, MINUANO_MIN_COLUMNS, MINUANO_MAX_COLUMNS and MINUANO_COUNT_COLUMNS, or tell the Connector by SOURCE_VARIABLE_SAMPLING that it is periodic`,
      )
    }
  }
}
