import { calledAs } from '../../config/called-as.ts'
import { listSome } from '../../errors/list-some.ts'
import type { DayStatus } from '../../etl/plan/describe-days.ts'

type Kind = 'missing' | 'doubtful' | 'ambiguous'

/**
 * What is wrong with days, kind by kind, and the command that mends it, with their first and last day: a plain
 * `sync` looks at the last 30 days alone. `same`: flags that it must be given too.
 */
export function explainFaults(
  { missing, doubtful, ambiguous }: Readonly<Record<Kind, readonly DayStatus[]>>,
  same: string,
): string[] {
  const sync = (days: readonly DayStatus[]) => syncOf(days, same)
  const are = ({ length }: readonly DayStatus[]) =>
    length === 1 ? '1 day is' : `${length} days are`
  const refused = missing.filter(({ remarks }) => remarks.some(isRefused))
  return [
    ...(missing.length > 0
      ? [`${are(missing)} missing: ${sync(missing)} loads what the Source has`]
      : []),
    ...(refused.length > 0
      ? [
          `of these ${are(refused)} refused again until one turbine, or one tag, is read at a time: ` +
            `${calledAs()} run ${refused[0]!.day}${same} says by which column and setting`,
        ]
      : []),
    ...(doubtful.length > 0
      ? [
          `${are(doubtful)} in doubt: values of one time differ, or are more than bins hold. Correct the Source, ` +
            `SOURCE_TABLE, SOURCE_WHERE or MINUANO_SAMPLE_INTERVAL, then ${sync(doubtful)} makes such days again`,
        ]
      : []),
    ...(ambiguous.length > 0 ? [explainAmbiguous(ambiguous, same)] : []),
  ]
}

/** A day whose rows of one time differ as a rule. */
function isRefused(remark: string): boolean {
  return remark.endsWith('failed, conflicting-rows')
}

function syncOf(days: readonly DayStatus[], same: string): string {
  return `${calledAs()} sync --from ${days[0]!.day} --to ${days.at(-1)!.day}${same}`
}

function explainAmbiguous(days: readonly DayStatus[], same: string): string {
  const lack = days.length === 1 ? '1 day lacks' : `${days.length} days lack`
  const names = listSome(
    days.map(({ day }) => day),
    5,
  )
  return `${lack} bins, since the Source's clock shows their times twice or never (${names}): ${calledAs()} run ${days[0]!.day}${same} says which and what to do; then ${syncOf(days, same)} loads them again`
}
