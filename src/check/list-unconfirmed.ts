import type { LoadedConfig } from '../config/load-config.ts'
import type { Config } from '../config/settings.ts'
import { findKinds, remarksOnKinds } from '../etl/shape/find-kinds.ts'
import { isUtc } from '../time/zone.ts'
import { attemptSync } from './attempt.ts'
import { findingsOf } from './finding.ts'
import type { Finding } from './finding.ts'

const make = findingsOf('numbers')

/**
 * What no look at a database can tell, and shapes the numbers all the same: so that a person asks whoever
 * knows. `units` are those that the Source says; undefined where it could not be asked.
 */
export function listUnconfirmed(
  { sampleLabel, minutesAre, kinds, variables, timeZone, units: own, sourceTimeZone }: Config,
  { origins }: LoadedConfig,
  units: ReadonlyMap<string, string> | undefined,
): Finding[] {
  const said = (name: keyof LoadedConfig['origins']) =>
    origins[name] !== undefined && origins[name].from !== 'default'
  const all = new Map([...(units ?? []), ...(own ?? [])])
  // A state is a code, of no unit.
  const without =
    units === undefined
      ? []
      : variables.filter((name) => !all.has(name) && kinds?.get(name) !== 'state')
  const meaning =
    sampleLabel === 'start' ? 'begins at it' : 'ends at it: one stamped 00:10 is of the bin 00:00'
  return [
    make.unconfirmed(
      `a sample's time is taken for its ${sampleLabel}, so that what it measures ${meaning}; ${said('sampleLabel') ? 'so MINUANO_SAMPLE_LABEL says' : 'nobody said so (MINUANO_SAMPLE_LABEL=start or end)'}. The rows do not tell: ask`,
    ),
    make.unconfirmed(
      `whether samples are instants or averages of the time between them: minimum, maximum and std of averages are narrower than those of what was measured; ${minutesAre === undefined ? 'nobody said it (MINUANO_MINUTES_ARE=samples or averages)' : `MINUANO_MINUTES_ARE says ${minutesAre}`}. The rows do not tell: ask`,
    ),
    ...(said('timeZone')
      ? []
      : [
          make.unconfirmed(
            `days begin at midnight of ${timeZone}${sourceTimeZone !== undefined && !isUtc(sourceTimeZone) ? `, while the Source's clock is ${sourceTimeZone}` : ''}: nobody said where the plant is (MINUANO_TIME_ZONE)`,
          ),
        ]),
    ...(without.length > 0
      ? [
          make.unconfirmed(
            `no unit is known of ${without.join(', ')}: a column's comment in the Source says it, or MINUANO_UNITS`,
          ),
        ]
      : []),
    ...attemptSync('numbers', () =>
      units === undefined
        ? []
        : remarksOnKinds(findKinds({ kinds: kinds ?? new Map() }, { variables }, all), all).map(
            (remark) => make.unconfirmed(remark),
          ),
    ),
  ]
}
