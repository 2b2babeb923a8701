import { calledAs } from '../../config/called-as.ts'
import type { StaleDays } from '../../target/read/find-stale-days.ts'
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

/** Days that are of another time zone than the report. */
export function describeZones(
  otherZones: Readonly<Record<string, number>>,
  timeZone: string,
): string[] {
  return Object.entries(otherZones).map(
    ([zone, days]) =>
      `${days === 1 ? '1 day of an asset is' : `${days} days of assets are`} of ${zone}, and not of ${timeZone}: loaded so, and their figures are of such days; --time-zone ${zone} reports of them, a sync makes them again as days of ${timeZone}`,
  )
}

/** That samples were excluded by hand, or put back, which figures are without. */
export function describeStale(stale: StaleDays | undefined): string[] {
  if (stale === undefined) return []
  const { days, first, last } = stale
  return [
    `samples of ${days === 1 ? '1 day of an asset' : `${days} days of assets`} were excluded by hand, or put back, since it was loaded: the figures are without that, until ${calledAs()} sync --from ${first} --to ${last} makes such days again`,
  ]
}
