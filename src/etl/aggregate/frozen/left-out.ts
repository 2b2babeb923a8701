import type { LeftOut } from '../../../config/frozen-readers.ts'
import type { Frame } from '../../../frame/frame.ts'
import { reasonNumbers } from '../../../frame/reasons.ts'
import { classNumbers } from '../../../signal/sample-class.ts'
import { countClass } from '../bin-classes.ts'
import type { BinClasses } from '../bin-classes.ts'
import { withoutZeros } from '../sample-facts.ts'
import type { SampleFacts } from '../sample-facts.ts'
import type { SampleMarks } from '../sample-marks.ts'

/** By variable, a byte a row: 1 where the settings want its value left out. */
export function leftOutOf(
  { columns, reasons }: Frame,
  { frozen }: SampleMarks,
  leaveOut: readonly LeftOut[] = [],
): ReadonlyMap<string, Uint8Array> | undefined {
  if (leaveOut.length === 0) return undefined
  const left = new Map<string, Uint8Array>(leaveOut.includes('frozen') ? frozen : [])
  if (!leaveOut.includes('uncertain')) return left
  for (const variable of columns.keys()) {
    const bytes = reasons?.get(variable)
    if (bytes?.includes(uncertain) !== true) continue
    const others = left.get(variable)
    left.set(
      variable,
      bytes.map((reason, row) => (reason === uncertain || others?.[row] === 1 ? 1 : 0)),
    )
  }
  return left
}

const uncertain = reasonNumbers['uncertain-quality']

/**
 * Adds what was frozen to the facts, and what was left out: that was counted as missing, and is there. Both are counted as
 * the classes of the bins have them.
 */
export function addFrozen(
  samples: ReadonlyMap<string, SampleFacts>,
  classes: ReadonlyMap<string, BinClasses>,
  leaveOut: readonly LeftOut[] = [],
): ReadonlyMap<string, SampleFacts> {
  return new Map(
    [...samples].map(([variable, facts]) => {
      const found = classes.get(variable)
      const frozen = countClass(found, classNumbers.frozen)
      const leftOut = withoutZeros({
        frozen: leaveOut.includes('frozen') ? frozen : 0,
        uncertain: leaveOut.includes('uncertain')
          ? countClass(found, classNumbers.uncertain_quality)
          : 0,
      })
      const left = (leftOut.frozen ?? 0) + (leftOut.uncertain ?? 0)
      if (frozen + left === 0) return [variable, facts]
      return [
        variable,
        {
          ...facts,
          missing: Math.max(0, facts.missing - left),
          ...(frozen > 0 && { frozen }),
          ...(left > 0 && { leftOut }),
        },
      ]
    }),
  )
}
