import type { Frame } from '../../../frame/frame.ts'
import type { Kinds } from '../../../signal/kind.ts'
import type { ValidRange } from '../../../signal/valid-range.ts'
import type { EtlSettings } from '../../shape/etl-settings.ts'
import { labelShift } from '../../shape/sample-label.ts'
import type { Instant } from '../../../time/instant.ts'
import type { SettledColumn } from '../settle-column.ts'
import type { AggregateValues } from './aggregate-values.ts'
import { aggregateMinutes } from './aggregate-minutes.ts'
import type { MinuteFacts } from './aggregate-minutes.ts'
import { collectStates } from './collect-states.ts'
import { countUp } from './count-up.ts'
import type { CounterFacts } from './count-up.ts'
import { lastBefore } from './last-before.ts'
import { countLacking, minuteColumns } from './minute-columns.ts'

export { clearCountless } from './minute-columns.ts'
export { refuseMinutes } from './refuse-minutes.ts'
import { describeRollover } from './describe-rollover.ts'

/** Codes are whole numbers of 32 bits. */
const codes: ValidRange = { least: -2147483647, most: 2147483647, whole: true }

/** The settings, with what no state and no counter can be out of range: parts of a code, and less than nothing. */
export function withRangesOfKinds(settings: EtlSettings, kinds: Kinds): EtlSettings {
  const ranges = new Map(settings.ranges)
  for (const [variable, { kind }] of kinds) {
    const own = ranges.get(variable)
    if (kind === 'state') {
      const least = Math.max(own?.least ?? -Infinity, codes.least)
      ranges.set(variable, { ...codes, least, most: Math.min(own?.most ?? Infinity, codes.most) })
    }
    if (kind === 'counter') {
      ranges.set(variable, {
        least: Math.max(own?.least ?? 0, 0),
        most: own?.most ?? Number.MAX_VALUE,
      })
    }
  }
  return { ...settings, ranges }
}

/** What is to be known of a day's rows beside the values. */
export interface SpecialRows {
  readonly kinds: Kinds
  readonly settings: EtlSettings
  readonly start: Instant
  /** By variable, where rows of one time were settled. */
  readonly settled: ReadonlyMap<string, SettledColumn> | undefined
  /** The rows as they were read, those of the day from `from` on; before them what leads into it. */
  readonly frame: Frame
  readonly from: number
  /** The day's rows as samples: what cannot be used is left out, times are those of bins. */
  readonly samples: Frame
  /** By variable, values without a weight. */
  readonly countless: ReadonlyMap<string, number> | undefined
}

/** How states and counters become bins, and what was found while they did. */
export interface Special {
  readonly columns: ReadonlyMap<string, AggregateValues>
  readonly facts: ReadonlyMap<string, CounterFacts & MinuteFacts>
  readonly notes: readonly string[]
}

/** Periodic samples: a state is as it is said for as long as samples are apart. */
export function specialColumns(rows: SpecialRows): Special {
  const { kinds, settings, start, settled, frame, from } = rows
  const columns = new Map<string, AggregateValues>()
  const facts = new Map<string, CounterFacts & MinuteFacts>()
  const notes: string[] = []
  for (const [variable, { kind }] of kinds) {
    const parts = settings.minutes?.get(variable)
    if (parts !== undefined) {
      const said = minuteColumns(rows.samples, variable, parts, settings.ranges, settled)
      const withoutCount = rows.countless?.get(variable)
      columns.set(variable, (values, edges) => {
        const lacking = countLacking(values, edges, said)
        facts.set(variable, { ...lacking, ...(withoutCount !== undefined && { withoutCount }) })
        return aggregateMinutes(values, edges, said)
      })
    }
    if (kind === 'state') {
      columns.set(variable, (values, edges) =>
        aggregateStates(variable, values, edges, settings.sampleSeconds),
      )
    }
    if (kind === 'counter') {
      const rollover = settings.rollovers.get(variable)
      const left = binsLeftOut(settled?.get(variable), settings, start)
      columns.set(variable, (values, edges) => {
        const used = without(values, edges, left)
        const lead = settings.leads?.get(variable) ?? 0
        const earliest = start + labelShift(settings.sampleLabel) - lead * 1e6
        const range = settings.ranges.get(variable)
        const before = lastBefore({ frame, from, earliest }, variable, range)
        const found = countUp(used, edges, { before, rollover })
        facts.set(variable, found.facts)
        if (found.likelyRollover !== undefined) {
          notes.push(describeRollover(variable, found.likelyRollover))
        }
        return { ...found, count: countOf(values, edges), isOfAnyPart: true }
      })
    }
  }
  return { columns, facts, notes }
}

function aggregateStates(
  variable: string,
  values: Float64Array,
  edges: Int32Array,
  sampleSeconds: number,
) {
  const bins = edges.length - 1
  const states = collectStates(variable, bins)
  for (let bin = 0; bin < bins; bin++) {
    for (let row = edges[bin]!; row < edges[bin + 1]!; row++) {
      if (!Number.isNaN(values[row]!)) states.add(bin, values[row]!, sampleSeconds)
    }
  }
  return { statistics: states.finish(), count: countOf(values, edges) }
}

function countOf(values: Float64Array, edges: Int32Array): Float64Array {
  const count = new Float64Array(edges.length - 1)
  for (let bin = 0; bin < count.length; bin++) {
    for (let row = edges[bin]!; row < edges[bin + 1]!; row++) {
      if (!Number.isNaN(values[row]!)) count[bin]!++
    }
  }
  return count
}

/** The bins in which values of one time differ: which of them a counter had is not known. */
function binsLeftOut(
  settled: SettledColumn | undefined,
  { duplicates, periodSeconds, sampleLabel }: EtlSettings,
  start: Instant,
): ReadonlySet<number> {
  if (settled === undefined || duplicates === 'all') return new Set()
  const first = start + labelShift(sampleLabel)
  return new Set(
    settled.conflicts.map(({ time }) => Math.floor((time - first) / (periodSeconds * 1e6))),
  )
}

function without(values: Float64Array, edges: Int32Array, bins: ReadonlySet<number>): Float64Array {
  if (bins.size === 0) return values
  const left = values.slice()
  for (const bin of bins) left.fill(NaN, edges[bin], edges[bin + 1])
  return left
}
