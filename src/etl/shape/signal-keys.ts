import { isDirectionUnit } from '../../signal/direction.ts'
import type { SignalKey } from '../../signal/signal-name.ts'
import type { EtlSettings } from './etl-settings.ts'
import type { Scope } from './work.ts'

/** The signals that a day becomes: every statistic of every variable, but no extremes of a direction. */
export function signalKeys(
  { statistics, periodSeconds }: Pick<EtlSettings, 'statistics' | 'periodSeconds'>,
  { asset, variables }: Scope,
  directions: ReadonlySet<string>,
): SignalKey[] {
  return variables.flatMap((variable) =>
    statistics
      .filter((name) => !(directions.has(variable) && (name === 'min' || name === 'max')))
      .map((statistic) => ({ asset, variable, statistic, periodSeconds })),
  )
}

/** The variables whose unit is degrees of direction. */
export function directionsOf(
  { variables }: Pick<Scope, 'variables'>,
  units: ReadonlyMap<string, string>,
): ReadonlySet<string> {
  return new Set(variables.filter((variable) => isDirectionUnit(units.get(variable))))
}
