import { reasonNumbers } from '../../../frame/reasons.ts'
import { classNumbers } from '../../../signal/sample-class.ts'
import type { ValidRange } from '../../../signal/valid-range.ts'
import type { EtlSettings } from '../../shape/etl-settings.ts'
import { isOutside } from '../clear-out-of-range.ts'
import { classWithoutValue } from '../classify-rows.ts'
import { known } from './known.ts'
import type { OwnRows } from './own-rows.ts'

/**
 * Of what class a sample is from a time on at which `what` is known; its rows are those [from, to). Of rows of one time
 * that say the same it is the best one's, unless their order says which of them stands.
 */
export function classOfTime(
  what: number,
  { values, reasons }: OwnRows,
  [from, to]: readonly [from: number, to: number],
  range: ValidRange | undefined,
  duplicates: EtlSettings['duplicates'],
): number {
  const leftOut = classesLeftOut.get(what)
  if (leftOut !== undefined) return leftOut
  const classes: number[] = []
  for (let row = from; row < to; row++) {
    const [value, reason] = [values[row]!, reasons[row]!]
    if (!Number.isFinite(value)) {
      if (what === known.nothing) classes.push(classWithoutValue(reason))
    } else if (range === undefined || !isOutside(value, range)) {
      const isUncertain = reason === reasonNumbers['uncertain-quality']
      classes.push(isUncertain ? classNumbers.uncertain_quality : classNumbers.valid)
    }
  }
  if (what === known.nothing) return Math.max(classNumbers.missing, ...classes)
  if (duplicates === 'last') return classes.at(-1)!
  return duplicates === 'first' ? classes[0]! : Math.min(...classes)
}

const classesLeftOut = new Map<number, number>([
  [known.outOfRange, classNumbers.out_of_range],
  [known.conflict, classNumbers.conflicting],
  [known.doubt, classNumbers.ambiguous],
])
