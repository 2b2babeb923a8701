import { columnOf } from '../../../frame/frame.ts'
import type { Frame } from '../../../frame/frame.ts'
import { mostApart } from '../../../signal/frozen-rule.ts'
import type { Above, FrozenRule, FrozenRules } from '../../../signal/frozen-rule.ts'
import type { Holds } from '../../../signal/hold.ts'
import type { Instant } from '../../../time/instant.ts'
import { circleOf } from '../../../signal/kind.ts'
import type { Kinds } from '../../../signal/kind.ts'
import type { EtlSettings } from '../../shape/etl-settings.ts'
import { findFrozen } from './find-frozen.ts'
import type { Samples } from './find-frozen.ts'
import { usableValues } from './usable-values.ts'

/** A day's rows, [from, to) of a frame, with what leads into it before them. Its times begin at `start`. */
export interface RowsWithLead {
  readonly frame: Frame
  readonly from: number
  readonly to: number
  readonly start: Instant
  readonly holds: Holds
  readonly kinds: Kinds
}

/** What was looked for, and found. */
export interface FrozenOfDay {
  /** By variable, where there is one: a byte a row of the day, 1 where its value is frozen. */
  readonly marks: ReadonlyMap<string, Uint8Array>
  /** The variables that were looked at. */
  readonly judged: ReadonlySet<string>
}

/**
 * Finds a day's frozen samples, of these variables. Not looked at are those whose values come on change, which may stay
 * the same as long as they hold, and those with a condition on another variable that was not read or comes on change.
 */
export function frozenOfDay(
  day: RowsWithLead,
  variables: readonly string[],
  rules: FrozenRules,
  settings: Pick<EtlSettings, 'ranges' | 'duplicates' | 'sampleSeconds' | 'leads'>,
): FrozenOfDay {
  const marks = new Map<string, Uint8Array>()
  const judged = new Set<string>()
  for (const variable of variables) {
    const rule = rules.get(variable)
    if (rule === undefined || !isJudged(day, variable, rule)) continue
    judged.add(variable)
    const found = frozenOfOne(day, variable, rule, settings)
    if (found !== undefined) marks.set(variable, found)
  }
  return { marks, judged }
}

function isJudged(
  { frame, holds }: RowsWithLead,
  variable: string,
  { above }: FrozenRule,
): boolean {
  const other = above?.variable
  if (holds.has(variable)) return false
  return other === undefined || (frame.columns.has(other) && !holds.has(other))
}

function frozenOfOne(
  { frame, from, to, start, kinds }: RowsWithLead,
  variable: string,
  rule: FrozenRule,
  settings: Pick<EtlSettings, 'ranges' | 'duplicates' | 'sampleSeconds' | 'leads'>,
): Uint8Array | undefined {
  const { ranges, duplicates, sampleSeconds, leads } = settings
  const lead = (leads?.get(variable) ?? 0) * 1e6
  let first = from
  while (first > 0 && frame.time[first - 1]! >= start - lead) first--
  const of = (name: string) => usableValues(frame, name, [first, to], ranges.get(name), duplicates)
  const [time, values] = [frame.time.subarray(first, to), of(variable)]
  if (rule.above !== undefined) {
    const { variable: other } = rule.above
    clearBelow(time, values, rule.above, other === undefined ? values : of(other), sampleSeconds)
  }
  const circle = circleOf(kinds.get(variable)?.kind ?? 'scalar')
  const sampled = { sampleSeconds, circle: circle && circle.most - circle.least }
  const found = findFrozen({ time, values }, rule, sampled)
  const ofDay = found?.subarray(from - first)
  if (ofDay?.includes(1) !== true) return undefined
  const own = {
    time: frame.time.subarray(from, to),
    values: columnOf(frame, variable).subarray(from, to),
  }
  return duplicates === 'all' ? ofDay : markEqual(own, ofDay)
}

/** Clears samples that do not count, by what the condition's variable was last, unless that is too long ago. */
function clearBelow(
  time: Float64Array,
  values: Float64Array,
  { value: least }: Above,
  others: Float64Array,
  sampleSeconds: number,
): void {
  let [known, knownAt] = [NaN, -Infinity]
  for (let row = 0; row < time.length; row++) {
    if (Number.isFinite(others[row]!)) [known, knownAt] = [others[row]!, time[row]!]
    const isKnown = time[row]! - knownAt <= mostApart * sampleSeconds * 1e6
    if (!isKnown || !(known > least)) values[row] = NaN
  }
}

/** Marks all rows of a time that say what the frozen one says. */
function markEqual({ time, values }: Samples, marks: Uint8Array): Uint8Array {
  const isEqual = (row: number, other: number) =>
    time[row] === time[other] && values[row] === values[other]
  const marked = [...marks.keys()].filter((row) => marks[row] === 1)
  for (const row of marked) {
    for (let other = row - 1; isEqual(row, other); other--) marks[other] = 1
    for (let other = row + 1; isEqual(row, other); other++) marks[other] = 1
  }
  return marks
}
