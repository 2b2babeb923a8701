import { codeOf } from '../../../signal/statistic.ts'
import type { SignalStatistic } from '../../../signal/statistic.ts'
import type { SignalKey } from '../../../signal/signal-name.ts'
import type { AggregatedValues } from './aggregate-values.ts'

/** The signals that values made beside those of the keys: seconds in each state that was met. */
export function furtherKeys(
  results: ReadonlyMap<string, Pick<AggregatedValues, 'statistics'>>,
  keys: readonly SignalKey[],
): SignalKey[] {
  const further: SignalKey[] = []
  for (const key of keys) {
    // Each state has just one mode.
    if (key.statistic !== 'mode') continue
    const names = Object.keys(results.get(key.variable)?.statistics ?? {}) as SignalStatistic[]
    for (const statistic of names) {
      if (codeOf(statistic) !== undefined) further.push({ ...key, statistic })
    }
  }
  return further
}
