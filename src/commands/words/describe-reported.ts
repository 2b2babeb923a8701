import { calledAs } from '../../config/called-as.ts'
import type { LateChange } from '../../target/read/list-late-changes.ts'
import type { MonthClosing } from '../../target/read/list-closings.ts'

/** Which months of a report are closed, and that late data wait for them: of days that its figures are without. */
export function describeReported(
  closed: readonly MonthClosing[],
  late: readonly LateChange[],
  assets: number,
): string[] {
  const months = [...new Set(closed.map(({ month }) => month))]
  return months.map((month) => {
    const own = closed.filter((closing) => closing.month === month)
    const of =
      assets === 1
        ? ''
        : own.length === assets
          ? ' of all assets'
          : ` of ${own.length} of ${assets} assets`
    const days = new Set(
      late
        .filter((change) => change.month === month && change.valuesDiffer > 0)
        .map(({ asset, day }) => JSON.stringify([asset, day])),
    ).size
    const waiting =
      days === 0
        ? ''
        : `; late data of ${days === 1 ? 'one day' : `${days} days`} wait, and are in no figure (${calledAs()} status lists them)`
    return `${month}${of} is closed${waiting}`
  })
}
