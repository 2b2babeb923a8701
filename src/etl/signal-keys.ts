import type { SignalKey } from '../signal/signal-name.ts'
import type { EtlSettings } from './etl.ts'

/** The signals that a day becomes: every statistic of every variable. */
export function signalKeys({
  asset,
  variables,
  statistics,
  periodSeconds,
}: EtlSettings): SignalKey[] {
  return variables.flatMap((variable) =>
    statistics.map((statistic) => ({ asset, variable, statistic, periodSeconds })),
  )
}
