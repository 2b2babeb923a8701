import { circleOf } from '../../signal/kind.ts'
import type { Kinds } from '../../signal/kind.ts'
import { signalName } from '../../signal/signal-name.ts'
import type { SignalKey } from '../../signal/signal-name.ts'
import { statistics } from '../../signal/statistic.ts'
import type { EtlSettings } from './etl-settings.ts'
import type { Scope } from './work.ts'

/** The signals that a day becomes: every statistic of every variable, but no extremes of an angle. */
export function signalKeys(
  settings: Pick<EtlSettings, 'statistics' | 'periodSeconds'>,
  { asset, variables }: Scope,
  kinds: Kinds,
): SignalKey[] {
  const { periodSeconds } = settings
  return variables.flatMap((variable) =>
    settings.statistics
      .filter((name) => !(isAngle(kinds, variable) && (name === 'min' || name === 'max')))
      .map((statistic) => ({ asset, variable, statistic, periodSeconds })),
  )
}

/**
 * The other statistics of these variables: a day that was made with other settings may have them, and they
 * would stay what they were of other samples. The extremes of an angle are among them.
 */
export function obsoleteKeys(
  settings: Pick<EtlSettings, 'statistics' | 'periodSeconds'>,
  scope: Scope,
  kinds: Kinds,
): SignalKey[] {
  const wanted = new Set(signalKeys(settings, scope, kinds).map(signalName))
  return signalKeys({ ...settings, statistics }, scope, new Map()).filter(
    (key) => !wanted.has(signalName(key)),
  )
}

function isAngle(kinds: Kinds, variable: string): boolean {
  const found = kinds.get(variable)
  return found !== undefined && circleOf(found.kind) !== undefined
}
