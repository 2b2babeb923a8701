import { classNumbers } from '../../signal/sample-class.ts'
import type { Frame } from '../../frame/frame.ts'
import { countClass } from './bin-classes.ts'
import type { BinClasses } from './bin-classes.ts'
import { withoutZeros } from './sample-facts.ts'
import type { SampleFacts } from './sample-facts.ts'

/** The facts with what was excluded by hand: its places are not missing. */
export function countExcluded(
  samples: ReadonlyMap<string, SampleFacts>,
  classes: ReadonlyMap<string, BinClasses>,
  { columns }: Frame,
  marks: ReadonlyMap<string, Uint8Array>,
): Map<string, SampleFacts> {
  return new Map(
    [...samples].map(([variable, facts]) => {
      const ofRow = marks.get(variable)
      if (ofRow === undefined) return [variable, facts]
      const excluded = countClass(classes.get(variable), classNumbers.excluded)
      const values = columns.get(variable)
      let excludedValues = 0
      for (let row = 0; row < ofRow.length; row++) {
        if (ofRow[row] === 1 && Number.isFinite(values?.[row])) excludedValues++
      }
      const missing = Math.max(0, facts.missing - excluded)
      return [variable, { ...facts, missing, ...withoutZeros({ excluded, excludedValues }) }]
    }),
  )
}
