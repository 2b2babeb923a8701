import { listAssets } from '../../config/list-assets.ts'
import { listSome } from '../../errors/list-some.ts'
import type { ClosedFacts } from '../work/read-closed.ts'
import { closingAsJson } from './closing-report.ts'
import { describeLate, lateAsJson } from './describe-late.ts'

/** Months and assets that a line names before the rest is counted. */
const mostNamed = 12
const mostAssets = 5

/** Which months are closed, the newest first, and the late data in them. */
export function describeClosedMonths({ months, late }: ClosedFacts): string[] {
  if (months.length === 0) return []
  const byMonth = new Map<string, string[]>()
  for (const { month, asset } of months) byMonth.set(month, [...(byMonth.get(month) ?? []), asset])
  const names = [...byMonth]
    .sort(([one], [other]) => (one < other ? 1 : -1))
    .map(([month, assets]) =>
      assets.every((asset) => asset === '')
        ? month
        : `${month} of ${listAssets(assets, mostAssets)}`,
    )
  return [`closed months: ${listSome(names, mostNamed)}`, ...describeLate(late)]
}

/** For machines; no member where no month is closed. */
export function closedAsJson({ months, late }: ClosedFacts): object {
  if (months.length === 0) return {}
  return { closedMonths: months.map(closingAsJson), ...lateAsJson(late) }
}
