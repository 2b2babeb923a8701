import { signalName } from '../../signal/signal-name.ts'
import { compareStatistics, isSignalStatistic } from '../../signal/statistic.ts'
import type { StoredSignal } from '../../target/read/list-signals.ts'
import type { Column } from './column.ts'

/** A bin width that a signal's name leaves out: the file says it. */
const unnamedPeriod = 600

/**
 * A column a statistic of a variable, `wind_speed_mean`: by variable, each with its statistics in their order. All
 * assets have all of them, so that files of several read as one table.
 */
export function ownColumns(signals: readonly StoredSignal[]): Column[] {
  const found = new Map<string, Column>()
  for (const { variable, statistic } of signals) {
    const key = JSON.stringify([variable, statistic])
    if (found.has(key) || !isSignalStatistic(statistic)) continue
    const of = { asset: '', variable, statistic, periodSeconds: unnamedPeriod }
    found.set(key, { name: signalName(of), variable, statistic })
  }
  return [...found.values()].sort(
    (a, b) => compare(a.variable, b.variable) || compareStatistics(a.statistic, b.statistic),
  )
}

/** By UTF-16, the same on every machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
