import { writeAsset } from '../../config/list-assets.ts'
import { listSome } from '../../errors/list-some.ts'
import type { LateAsset } from '../../etl/farm/find-late-assets.ts'
import { describePlan } from './sync-report.ts'
import type { PlanWords } from './sync-report.ts'

/** Assets that a line names, and lines, before the rest is counted. */
const mostNamed = 5
const mostLines = 20

/** A line for each thing that is to be said of days, with the assets that it is so of; `byAsset`: one for each. */
export function describeFarmPlan(
  late: readonly LateAsset[],
  { byAsset, ...words }: PlanWords & { readonly byAsset: boolean },
): string[] {
  const byText = new Map<string, string[]>()
  for (const { asset, plan } of late) {
    const name = writeAsset(asset.asset)
    for (const text of describePlan(plan, words)) {
      const key = byAsset ? `${name} ${text}` : text
      const names = byText.get(key)
      if (names === undefined) byText.set(key, [name])
      else names.push(name)
    }
  }
  if (byAsset) return [...byText.keys()]
  const lines = [...byText].map(([text, names]) => {
    // Of one its name says more than that it is all of them.
    if (names.length === late.length && late.length > 1) {
      return `${text}: all ${names.length} assets`
    }
    return `${text}: ${listSome(names, mostNamed)}`
  })
  const rest = lines.length - mostLines
  if (rest <= 0) return lines
  return [...lines.slice(0, mostLines), `and ${rest} more lines (--by-asset shows all)`]
}

/** What schedulers read. */
export function farmPlanAsJson(late: readonly LateAsset[]): object {
  const of = <T extends object>(list: (plan: LateAsset['plan']) => readonly T[]) =>
    late.flatMap(({ asset, plan }) => list(plan).map((each) => ({ asset: asset.asset, ...each })))
  return {
    toLoad: of(({ load }) => load),
    emptied: of(({ emptied }) => emptied.map((day) => ({ day }))),
    emptiedVariables: of(({ emptiedVariables }) => emptiedVariables),
  }
}
