import { circleOf } from '../../signal/kind.ts'
import type { Kind, Kinds } from '../../signal/kind.ts'
import { signalName } from '../../signal/signal-name.ts'
import type { SignalKey } from '../../signal/signal-name.ts'
import { statistics } from '../../signal/statistic.ts'
import type { SignalStatistic, Statistic } from '../../signal/statistic.ts'
import type { EtlSettings } from './etl-settings.ts'
import type { Scope } from './work.ts'

/**
 * The signals that a day becomes: every statistic of every variable, but no extremes of an angle; of a state and of a
 * counter their own. Which codes a state has is known from its values alone: what is said of each is not among them.
 */
export function signalKeys(
  settings: Pick<EtlSettings, 'statistics' | 'periodSeconds'>,
  { asset, variables }: Scope,
  kinds: Kinds,
): SignalKey[] {
  const { periodSeconds } = settings
  return variables.flatMap((variable) =>
    statisticsOf(kinds.get(variable)?.kind ?? 'scalar', settings.statistics).map((statistic) => ({
      asset,
      variable,
      statistic,
      periodSeconds,
    })),
  )
}

/**
 * The other statistics of these variables: a day that was made with other settings may have them, and they
 * would stay what they were of other samples. The extremes of an angle are among them; those that only states and
 * counters have, who looks for signals finds by what they are of.
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

function statisticsOf(kind: Kind, asked: readonly Statistic[]): readonly SignalStatistic[] {
  if (kind === 'state') return ['last', 'mode']
  if (kind === 'counter') return ['increase', 'last']
  if (circleOf(kind) === undefined) return asked
  return asked.filter((name) => name !== 'min' && name !== 'max')
}
