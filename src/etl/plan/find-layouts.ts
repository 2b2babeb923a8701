import { isLoaded } from '../../target/ledger/is-loaded.ts'
import type { LedgerRow } from '../../target/read/read-ledger.ts'
import { addDays } from '../../time/day.ts'
import type { Day } from '../../time/day.ts'

/** How days are laid out in time; a label of null is not known. */
export type Layout = Pick<LedgerRow, 'timeZone' | 'sampleLabel'>

/** Loaded days after each other that were made in one layout. */
export interface LayoutRun extends Layout {
  readonly first: Day
  readonly last: Day
}

/** Where two days meet that were made in different layouts. */
export interface Seam {
  /** The first by time, and the next. */
  readonly days: readonly [Day, Day]
  readonly layouts: readonly [Layout, Layout]
  /** Bins between the two that belong to no day, of a variable. */
  readonly binsOfNone: number
  /** Bins that both days claim. */
  readonly binsOfBoth: number
  /** The sample on the edge is stamped otherwise on its two sides: both days have it, or none. */
  readonly isOfLabels: boolean
}

/** The layouts of loaded days, run by run; days that were not loaded part no run. */
export function findLayouts(ledger: readonly LedgerRow[]): LayoutRun[] {
  const runs: LayoutRun[] = []
  const latest = new Map<string, number>()
  let [day, before]: (Day | undefined)[] = []
  for (const row of ledger.filter(isLoaded)) {
    if (row.day !== day) [day, before] = [row.day, day]
    const index = latest.get(nameOf(row))
    const run = index === undefined ? undefined : runs[index]!
    if (run !== undefined && (run.last === before || run.last === day)) {
      runs[index!] = { ...run, last: row.day }
    } else {
      latest.set(nameOf(row), runs.length)
      const { timeZone, sampleLabel } = row
      runs.push({ timeZone, sampleLabel, first: row.day, last: row.day })
    }
  }
  return runs
}

/** Where loaded days of different layouts meet, each once, in order. */
export function findSeams(ledger: readonly LedgerRow[], periodSeconds: number): Seam[] {
  const seams = new Map<string, Seam>()
  for (const [first, second] of findNeighbours(ledger)) {
    const seam = seamOf(first, second, periodSeconds)
    seams.set(JSON.stringify(seam), seam)
  }
  return [...seams.values()].sort((a, b) => (a.days[0] < b.days[0] ? -1 : 1))
}

/**
 * Loaded days of one variable, a pair in time, that were made in different layouts, or of which one was
 * cut. What lies between days that do not follow each other is a day that was never loaded.
 */
export function findNeighbours(ledger: readonly LedgerRow[]): [LedgerRow, LedgerRow][] {
  const byVariable = new Map<string, LedgerRow[]>()
  for (const row of ledger.filter(isLoaded)) {
    const rows = byVariable.get(row.variable)
    if (rows === undefined) byVariable.set(row.variable, [row])
    else rows.push(row)
  }
  return [...byVariable.values()].flatMap((rows) => {
    const inTime = rows.sort((a, b) => a.windowStart - b.windowStart)
    return inTime.slice(1).flatMap((second, index): [LedgerRow, LedgerRow][] => {
      const first = inTime[index]!
      const isOfTwo = nameOf(first) !== nameOf(second) || first.isCut || second.isCut
      return isOfTwo && second.day <= addDays(first.day, 1) ? [[first, second]] : []
    })
  })
}

/** How far the second of two days begins after the first one's end, in microseconds; of a day that goes on, 0. */
export function gapBetween(first: LedgerRow, second: LedgerRow): number {
  return first.status === 'open' ? 0 : second.windowStart - first.windowEnd
}

function seamOf(first: LedgerRow, second: LedgerRow, periodSeconds: number): Seam {
  const gap = gapBetween(first, second)
  const bins = Math.ceil(Math.abs(gap) / (periodSeconds * 1e6))
  const layouts = [first, second].map(({ timeZone, sampleLabel }) => ({ timeZone, sampleLabel }))
  return {
    days: [first.day, second.day],
    layouts: [layouts[0]!, layouts[1]!],
    binsOfNone: gap > 0 ? bins : 0,
    binsOfBoth: gap < 0 ? bins : 0,
    isOfLabels:
      first.sampleLabel !== null &&
      second.sampleLabel !== null &&
      first.sampleLabel !== second.sampleLabel,
  }
}

/** A label that is not known is taken for another one than those that are. */
function nameOf({ timeZone, sampleLabel }: Layout): string {
  return `${timeZone} ${sampleLabel ?? ''}`
}
