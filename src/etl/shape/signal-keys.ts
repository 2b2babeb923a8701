import { circleOf } from '../../signal/kind.ts'
import type { Kinds } from '../../signal/kind.ts'
import type { SignalKey } from '../../signal/signal-name.ts'
import type { EtlSettings } from './etl-settings.ts'
import type { Scope } from './work.ts'

/** The signals that a day becomes: every statistic of every variable, but no extremes of an angle. */
export function signalKeys(
  { statistics, periodSeconds }: Pick<EtlSettings, 'statistics' | 'periodSeconds'>,
  { asset, variables }: Scope,
  kinds: Kinds,
): SignalKey[] {
  return variables.flatMap((variable) =>
    statistics
      .filter((name) => !(isAngle(kinds, variable) && (name === 'min' || name === 'max')))
      .map((statistic) => ({ asset, variable, statistic, periodSeconds })),
  )
}

/** The extremes of angles: a day that was made when they were scalars may have them. */
export function obsoleteKeys(
  { periodSeconds }: Pick<EtlSettings, 'periodSeconds'>,
  { asset, variables }: Scope,
  kinds: Kinds,
): SignalKey[] {
  return variables
    .filter((variable) => isAngle(kinds, variable))
    .flatMap((variable) =>
      (['min', 'max'] as const).map((statistic) => ({ asset, variable, statistic, periodSeconds })),
    )
}

function isAngle(kinds: Kinds, variable: string): boolean {
  const found = kinds.get(variable)
  return found !== undefined && circleOf(found.kind) !== undefined
}
