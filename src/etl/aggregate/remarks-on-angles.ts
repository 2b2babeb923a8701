import type { Frame } from '../../frame/frame.ts'
import { circleOf } from '../../signal/kind.ts'
import type { Kinds } from '../../signal/kind.ts'
import type { ValidRanges } from '../../signal/valid-range.ts'

/** A turn more than either circle has on either side: what lies beyond is hardly an angle. */
const [least, most] = [-360, 720]

/**
 * A line for each angle without a valid range that has samples far beyond a circle: a logger's 9999 is a
 * direction like any other to sine and cosine, and so would not show.
 */
export function remarksOnAngles({ columns }: Frame, kinds: Kinds, ranges: ValidRanges): string[] {
  return [...columns].flatMap(([variable, values]) => {
    const circle = circleOf(kinds.get(variable)?.kind ?? 'scalar')
    if (circle === undefined || ranges.has(variable)) return []
    let [count, example] = [0, NaN]
    for (const value of values) {
      if (!Number.isFinite(value) || (value >= least && value <= most)) continue
      if (count === 0) example = value
      count++
    }
    if (count === 0) return []
    return [
      `${count} samples of ${variable} are no angles from ${least} to ${most} degrees, the first ${example}, and were ` +
        `averaged as angles: where they mean no value, MINUANO_RANGES=${variable}=${circle.least}..${circle.most} leaves them out`,
    ]
  })
}
