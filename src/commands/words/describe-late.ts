import { calledAs } from '../../config/called-as.ts'
import { plainLine } from '../../errors/plain-text.ts'
import { assetFlag } from '../../target/ledger/closed-month.ts'
import type { LateChange } from '../../target/read/list-late-changes.ts'
import { energyOf, lateWords } from '../../target/read/late-words.ts'
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
      ? [
          `${same} ${same === 1 ? 'day' : 'days'} of a variable in closed months would be loaded again, and no value would differ`,
        ]
      : []),
    ...(changing.length > 0 ? [...new Set(changing.map(describeReopening))] : []),
  ]
}

/** `late data in 2025-01, which is closed: 2025-01-05, power: 3 values would differ, mean 512.3 to 514 kW, …`. */
function describeChange(change: LateChange): string {
  const { asset, day, month, variable, reason } = change
  const of = asset === '' ? '' : ` of ${plainLine(asset)}`
  return `late data in ${month}, which is closed: ${day}${of}, ${variable}: ${lateWords(change)} (${reason})`
}

function describeReopening({ asset, month }: LateChange): string {
  return `nothing of it was changed: \`${calledAs()} close ${month}${assetFlag({ asset })} --reopen\` opens ${month} again, and a sync then loads it`
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
