import type { Kind } from '../../../signal/kind.ts'
import { collectStates } from '../kinds/collect-states.ts'
import { countUp } from '../kinds/count-up.ts'
import { describeRollover } from '../kinds/describe-rollover.ts'
import { known } from './known.ts'
import type { Changes } from './find-changes.ts'
import type { Spans } from './hold-values.ts'
import type { HeldBins } from './held-bins.ts'

/** A day of a state or a counter whose values come on change. */
export interface HeldKind {
  readonly variable: string
  readonly spans: Spans
  /** The bins' starts and the last one's end. */
  readonly edges: Float64Array
  /** What holds when the day begins, and what changes in it. */
  readonly before: Changes
  readonly changes: Changes
  readonly rollover: number | undefined
}

/** A state for as long as it held, or a counter from change to change; where nothing is known there is nothing. */
export function aggregateHeldKind(kind: Kind, held: HeldKind): HeldBins {
  const bins = held.edges.length - 1
  const covered = new Float64Array(bins)
  if (kind === 'state') {
    const states = collectStates(held.variable, bins)
    eachPart(held, (bin, code, length) => {
      covered[bin]! += length
      states.add(bin, code, length / 1e6)
    })
    return { statistics: states.finish(), covered }
  }
  const last = new Float64Array(bins).fill(NaN)
  eachPart(held, (bin, value, length) => {
    covered[bin]! += length
    last[bin] = value
  })
  const { increase, facts, likelyRollover } = countChanges(held)
  return {
    statistics: {
      // Where no change came, it stood still.
      increase: increase.map((by, bin) => (Number.isNaN(by) && covered[bin]! > 0 ? 0 : by)),
      last,
    },
    covered,
    facts,
    notes: likelyRollover === undefined ? [] : [describeRollover(held.variable, likelyRollover)],
  }
}

/** What held, bin by bin in the order of time, and for how many microseconds. */
function eachPart(
  { spans, edges }: HeldKind,
  take: (bin: number, value: number, length: number) => void,
): void {
  let bin = 0
  for (let span = 0; span < spans.start.length; span++) {
    if (spans.what[span] !== known.value) continue
    const [start, end] = [spans.start[span]!, spans.end[span]!]
    while (edges[bin + 1]! <= start) bin++
    for (let of = bin; of < edges.length - 1 && edges[of]! < end; of++) {
      const length = Math.min(end, edges[of + 1]!) - Math.max(start, edges[of]!)
      take(of, spans.values[span]!, length)
    }
  }
}

function countChanges({ edges, before, changes, rollover }: HeldKind) {
  const rows = new Int32Array(edges.length)
  let row = 0
  for (const [bin, edge] of edges.entries()) {
    while (row < changes.time.length && changes.time[row]! < edge) row++
    rows[bin] = row
  }
  // A change of a doubtful time may be put before the day.
  rows[0] = 0
  // A zero is believed once the next value is known: what was before it is not.
  const found = countUp(changes.values, rows, { before: before.values.at(-1) || NaN, rollover })
  return { ...found.statistics, ...found }
}
