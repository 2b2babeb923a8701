import { longestOf } from '../../signal/hold.ts'
import type { Holds } from '../../signal/hold.ts'
import type { SourcePeriod } from '../source.ts'

type Ends = Pick<SourcePeriod, 'first' | 'last'>

/** The period of the Source's rows, as far as the last value then holds, but not beyond now. */
export function heldPeriod({ first, last }: Ends, holds: Holds): Ends {
  if (last === null) return { first, last }
  return { first, last: Math.max(last, Math.min(last + longestOf(holds), Date.now() * 1000)) }
}
