import { calledAs } from '../../config/called-as.ts'
import { plainLine } from '../../errors/plain-text.ts'
import { assetFlag } from '../../target/ledger/closed-month.ts'
import type { LateChange } from '../../target/read/list-late-changes.ts'
import { formatInstant } from '../../time/instant.ts'

/** Lines that are printed before the rest is counted. */
const mostLines = 20

/**
 * Late data in closed months, a line a day and variable, before and after, those first that would change most; then how each
 * month is opened again.
 */
export function describeLate(late: readonly LateChange[]): string[] {
  const changing = late.filter(({ valuesDiffer }) => valuesDiffer > 0)
  const same = late.length - changing.length
  const lines = changing.slice(0, mostLines).map(describeChange)
  const rest = changing.length - lines.length
  return [
    ...lines,
    ...(rest > 0 ? [`and ${rest} more of late data in closed months (--json has all)`] : []),
    ...(same > 0
      ? [`${same} of closed months are otherwise in the Source, and no value would differ`]
      : []),
    ...(changing.length > 0 ? [...new Set(changing.map(describeReopening))] : []),
  ]
}

/** `late data in 2025-01, which is closed: 2025-01-05, power: 3 values would differ, mean 512.3 to 514 kW, …`. */
function describeChange(change: LateChange): string {
  const { asset, day, month, variable, reason, valuesDiffer, greatestDifference } = change
  const of = asset === '' ? '' : ` of ${plainLine(asset)}`
  const unit = change.unit === null ? '' : ` ${plainLine(change.unit)}`
  const parts = [
    `${valuesDiffer} ${valuesDiffer === 1 ? 'value' : 'values'} would differ`,
    ...describeMeans(change, unit),
    ...(greatestDifference !== null && greatestDifference > 0
      ? [`a bin's mean by ${round(greatestDifference)}${unit} at most`]
      : []),
    ...describeBins(change),
    ...describeEnergy(change),
  ]
  return `late data in ${month}, which is closed: ${day}${of}, ${variable}: ${parts.join(', ')} (${reason})`
}

function describeMeans({ meanBefore, meanAfter }: LateChange, unit: string): string[] {
  if (meanBefore === null && meanAfter === null) return []
  const [before, after] = [meanBefore, meanAfter].map((mean) =>
    mean === null ? 'none' : String(round(mean)),
  )
  return [`mean ${before} before, ${after} after${unit}`]
}

function describeBins({ binsBefore, binsAfter }: LateChange): string[] {
  return binsBefore === binsAfter ? [] : [`bins ${binsBefore} before, ${binsAfter} after`]
}

function describeEnergy(change: LateChange): string[] {
  const energy = energyOf(change)
  if (energy === undefined) return []
  return [`energy ${round(energy.before)} before, ${round(energy.after)} after ${energy.unit}`]
}

/** Of power in W, kW, MW or GW: the mean power over the time that has one. */
export function energyOf({
  unit,
  meanBefore,
  meanAfter,
  binsBefore,
  binsAfter,
  periodSeconds,
}: LateChange):
  { readonly before: number; readonly after: number; readonly unit: string } | undefined {
  if (unit === null || !/^[kMG]?W$/.test(unit)) return undefined
  const hours = periodSeconds / 3600
  return {
    before: (meanBefore ?? 0) * binsBefore * hours,
    after: (meanAfter ?? 0) * binsAfter * hours,
    unit: `${unit}h`,
  }
}

function describeReopening({ asset, month }: LateChange): string {
  return `nothing of it was changed: \`${calledAs()} close ${month}${assetFlag({ asset })} --reopen\` opens ${month} again, and a sync then loads it`
}

/** Six digits tell what is to be told. */
function round(value: number): number {
  return Number(value.toPrecision(6))
}

/** For machines; no member where there is none. */
export function lateAsJson(late: readonly LateChange[]): object {
  if (late.length === 0) return {}
  return {
    late: late.map((change) => {
      const energy = energyOf(change)
      return {
        ...(change.asset === '' ? {} : { asset: change.asset }),
        day: change.day,
        month: change.month,
        variable: change.variable,
        unit: change.unit,
        reason: change.reason,
        valuesDiffer: change.valuesDiffer,
        binsBefore: change.binsBefore,
        binsAfter: change.binsAfter,
        meanBefore: change.meanBefore,
        meanAfter: change.meanAfter,
        greatestDifference: change.greatestDifference,
        ...(energy === undefined ? {} : { energy }),
        seenAt: formatInstant(change.seenAt),
      }
    }),
  }
}

/** One line for the record of syncs: `late data in 2025-01, which is closed: 3 days would change`. */
export function sumUpLate(late: readonly LateChange[]): string[] {
  const byMonth = new Map<string, Set<string>>()
  for (const { month, asset, day, valuesDiffer } of late) {
    if (valuesDiffer === 0) continue
    const days = byMonth.get(month) ?? new Set<string>()
    byMonth.set(month, days.add(JSON.stringify([asset, day])))
  }
  return [...byMonth].map(
    ([month, { size }]) =>
      `late data in ${month}, which is closed: ${size} ${size === 1 ? 'day' : 'days'} would change`,
  )
}
