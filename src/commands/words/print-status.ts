import type { Config } from '../../config/settings.ts'
import { MinuanoError } from '../../errors/minuano-error.ts'
import type { DayStatus } from '../../etl/plan/describe-days.ts'
import { printToned } from '../../log/paint.ts'
import { print, say } from '../../log/say.ts'
import type { StrayValues } from '../../target/read/find-stray-values.ts'
import { formatInstant } from '../../time/instant.ts'
import type { AssetStatus, TargetStatus } from '../work/read-status.ts'
import { describeOtherAssets } from './describe-assets.ts'
import { closedAsJson, describeClosedMonths } from './describe-closed.ts'
import { describeFound, foundAsJson } from './describe-found.ts'
import { describeStrays } from './describe-strays.ts'
import { describeNothing, describeOtherWidths } from './describe-widths.ts'
import { explainFaults } from './explain-faults.ts'
import { foldDays } from './fold-days.ts'
import { sayLayouts } from './say-layouts.ts'

export interface StatusWords {
  readonly config: Pick<Config, 'asset' | 'periodSeconds' | 'timeZone'>
  /** Whether the newest bin is older than allowed. */
  readonly isStale: boolean
  readonly isJson: boolean
  /** Flags that a command which is advised must be given too. */
  readonly same: string
}

/**
 * Prints the days, and says what is to be said beside them. Throws `days-missing`, which says what is wrong with
 * them and what to do, where something is.
 */
export function printStatus(status: TargetStatus, words: StatusWords): void {
  const { days, layouts, strays, widths, assets } = status
  const { config, isStale, isJson, same } = words
  const faulty = faultyDays(days)
  const { target, found, closed } = status
  if (isJson)
    print(
      JSON.stringify({
        target,
        ...asJson(status, faulty, isStale),
        ...foundAsJson(found),
        ...closedAsJson(closed),
      }),
    )
  else foldDays(days).forEach(printToned)
  if (found !== undefined) describeFound(found, same).forEach(say)
  describeClosedMonths(closed).forEach(say)
  const others = describeOtherAssets(config.asset, assets)
  const otherWidths = describeOtherWidths(widths, config.periodSeconds)
  if (days.length === 0) {
    otherWidths.forEach(say)
    throw new MinuanoError('days-missing', others ?? describeNothing(widths, config.periodSeconds))
  }
  if (others !== undefined) say(others)
  if (layouts !== undefined) sayLayouts(layouts, same)
  otherWidths.forEach(say)
  if (strays.length > 0) describeStrays(strays, config.timeZone, same).forEach(say)
  const faults = [
    ...explainFaults(faulty, same),
    ...((layouts?.seams.length ?? 0) > 0 ? [seamFault] : []),
    ...(strays.length > 0 ? ['there are values of no loaded day: see above'] : []),
    ...(isStale ? [describeStale(status)] : []),
  ]
  if (faults.length > 0) throw new MinuanoError('days-missing', faults.join('; '))
}

const seamFault =
  'days of different time zones or sample labels meet, with bins of both or of none: see above'

type FaultyDays = Readonly<Record<'missing' | 'doubtful' | 'ambiguous', readonly DayStatus[]>>

export function faultyDays(days: readonly DayStatus[]): FaultyDays {
  return {
    missing: days.filter((day) => day.status === 'missing' && day.closed !== true),
    doubtful: days.filter((day) => day.doubtful === true),
    ambiguous: days.filter((day) => (day.ambiguous ?? 0) > 0),
  }
}

/** What is 0 or nothing, as almost always, has no member, but for `missing`. */
export function asJson(
  { days, newest, layouts, strays }: AssetStatus,
  faulty: FaultyDays,
  isStale: boolean,
): object {
  const { missing, doubtful, ambiguous } = faulty
  return {
    missing: missing.length,
    ...(doubtful.length > 0 ? { doubtful: doubtful.length } : {}),
    ...(ambiguous.length > 0 ? { ambiguous: ambiguous.length } : {}),
    stale: isStale,
    newest: newest === undefined ? null : formatInstant(newest),
    ...(layouts === undefined ? {} : { layouts: layouts.runs, seams: layouts.seams }),
    ...(strays.length === 0 ? {} : { strays: strays.map(withInstants) }),
    days,
  }
}

function withInstants(of: StrayValues): object {
  return { ...of, first: formatInstant(of.first), last: formatInstant(of.last) }
}

function describeStale({ newest }: TargetStatus): string {
  if (newest === undefined) return 'no bin is loaded, so the newest is older than allowed'
  return `the newest loaded bin ends ${formatInstant(newest)}: older than allowed`
}
