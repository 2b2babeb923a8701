import type { Frame } from '../../frame/frame.ts'
import { isOfValue, lastOfValue, reasonName, reasonNumbers } from '../../frame/reasons.ts'
import type { Interval } from '../../time/interval.ts'

/** Rows of the Source by the name of the reason that it gives for them; a reason that no row has is not there. */
export type ReasonCounts = Readonly<Record<string, number>>

/** What the Source says of a variable's samples. What it says nothing of, as almost always, has no member. */
export interface ReasonFacts {
  /** Rows without a value, by the reason: it is `missing`, unless another row of the time has one. */
  readonly reasons?: ReasonCounts
  /** Values that the Source doubts; they are samples as all others are, unless something else leaves them out. */
  readonly keptReasons?: ReasonCounts
}

/**
 * Counts, by variable, the rows of which the Source says why their value is missing or doubtful. Rows, not times: of
 * a time that has several rows each one counts. `interval`: when the times of the day's rows lie in it; what comes
 * before is another day's. Of time and order the ledger says more by itself.
 */
export function countReasons(
  { time, columns, reasons }: Frame,
  { start, end }: Interval,
): ReadonlyMap<string, ReasonFacts> {
  const facts = new Map<string, ReasonFacts>()
  for (const [variable, bytes] of reasons ?? []) {
    const values = columns.get(variable)!
    const [leftOut, kept] = [new Uint32Array(lastOfValue + 1), new Uint32Array(lastOfValue + 1)]
    let found = false
    for (let row = 0; row < bytes.length; row++) {
      const reason = bytes[row]!
      if (!isOfValue(reason) || reason === outOfRange) continue
      if (time[row]! < start || time[row]! >= end) continue
      const counts = Number.isFinite(values[row]!) ? kept : leftOut
      counts[reason]!++
      found = true
    }
    if (found) {
      facts.set(variable, { ...named('reasons', leftOut), ...named('keptReasons', kept) })
    }
  }
  return facts
}

/** The ledger has a count of its own of these. */
const outOfRange = reasonNumbers['out-of-range']

function named(member: keyof ReasonFacts, counts: Uint32Array): ReasonFacts {
  const entries = [...counts.entries()].filter(([, count]) => count > 0)
  if (entries.length === 0) return {}
  return {
    [member]: Object.fromEntries(entries.map(([number, count]) => [reasonName(number), count])),
  }
}
