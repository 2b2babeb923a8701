import type { DayResult } from '../../etl/load/day-result.ts'
import { listRemarks } from './fold-remarks.ts'

/** What was held from before a day, of variables whose values come on change; nothing where nothing was. */
export function describeHeld(samples: DayResult['samples']): string {
  const parts = Object.entries(samples).flatMap(([variable, { heldSeconds = 0 }]) =>
    heldSeconds > 0 ? [`${heldSeconds} s of ${variable}`] : [],
  )
  return parts.length === 0 ? '' : `; held from before the day: ${listRemarks(parts, ', ')}`
}
