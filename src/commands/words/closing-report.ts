import { calledAs } from '../../config/called-as.ts'
import { listAssets, writeAsset } from '../../config/list-assets.ts'
import { plainLine } from '../../errors/plain-text.ts'
import type { Asset } from '../../signal/asset.ts'
import type { Closing, MonthToClose } from '../../target/ledger/close-month.ts'
import { describeClosed } from '../../target/ledger/closed-month.ts'
import type { LackingDay } from '../../target/ledger/find-lacking-days.ts'
import type { MonthClosing } from '../../target/read/list-closings.ts'
import { lastDayOf } from '../../time/calendar-month.ts'
import { addDays } from '../../time/day.ts'
import type { Day } from '../../time/day.ts'
import { formatInstant } from '../../time/instant.ts'
import { listRemarks, nameVariables } from './fold-remarks.ts'

/** Assets that a line names before the rest is counted. */
const mostNamed = 10

/** What was closed, and what was so before. */
export function describeClosing(
  { month, timeZone, window }: MonthToClose,
  { closed, already, lacking }: Closing,
): string[] {
  const lacks = new Set(lacking.map(({ asset }) => asset)).size
  const without = lacks === 0 ? '' : `, though ${describeDays(lacking)}`
  const bounds = `${formatInstant(window.start)} to ${formatInstant(window.end)}, ${timeZone}`
  return [
    ...already.map((of) => `${describeClosed(of)} already`),
    ...(closed.length === 0 ? [] : [`${month}${ofAssets(closed)} is closed (${bounds})${without}`]),
  ]
}

/** Why a month is not closed, and what to do. */
export function describeLacking(month: string, lacking: readonly LackingDay[]): string {
  return `${month} was not closed: ${describeDays(lacking)}. Load them (${calledAs()} sync --from ${month}-01 --to ${lacking.at(-1)!.day} says what there is), or close it as it is with --incomplete`
}

/** `2025-01-03 to 2025-01-05 of T07: never loaded (power, wind_speed); …`. */
function describeDays(lacking: readonly LackingDay[]): string {
  const byDay = new Map<string, { asset: Asset; day: Day; why: string; variables: string[] }>()
  for (const { asset, day, why, variable } of lacking) {
    const key = JSON.stringify([asset, day, why])
    const known = byDay.get(key)
    if (known === undefined) byDay.set(key, { asset, day, why, variables: [variable] })
    else known.variables.push(variable)
  }
  const runs: { asset: Asset; first: Day; last: Day; text: string }[] = []
  for (const { asset, day, why, variables } of byDay.values()) {
    const text = `${why} (${nameVariables(variables)})`
    const run = runs.findLast((of) => of.asset === asset && of.text === text)
    if (run !== undefined && addDays(run.last, 1) === day) run.last = day
    else runs.push({ asset, first: day, last: day, text })
  }
  return listRemarks(
    runs.map(({ asset, first, last, text }) => {
      const of = asset === '' ? '' : ` of ${writeAsset(asset)}`
      return `${first === last ? first : `${first} to ${last}`}${of}: ${text}`
    }),
  )
}

export function describeReopened(month: string, opened: readonly Asset[]): string {
  if (opened.length === 0) return `${month} was not closed: nothing to do`
  return `${month}${ofAssets(opened)} is open again: \`${calledAs()} sync --from ${month}-01 --to ${lastDayOf(month)}\` loads what has changed since`
}

function ofAssets(assets: readonly Asset[]): string {
  return assets.every((asset) => asset === '') ? '' : ` of ${listAssets(assets, mostNamed)}`
}

/** A line a closing. */
export function closingsAsTable(closings: readonly MonthClosing[]): string {
  return closings
    .map((of) => {
      const { asset, month, timeZone, isIncomplete, closedAt, closedBy, reopenedAt } = of
      const name = asset === '' ? month : `${month} ${plainLine(asset)}`
      const closed = `closed ${formatInstant(closedAt)} by ${plainLine(closedBy)} (${timeZone}${isIncomplete ? ', days were lacking' : ''})`
      const reopened =
        reopenedAt === null
          ? ''
          : `, opened again ${formatInstant(reopenedAt)} by ${plainLine(of.reopenedBy ?? '')}`
      return `${name}  ${closed}${reopened}`
    })
    .join('\n')
}

/** For machines. */
export function closingAsJson({ closedAt, reopenedAt, ...of }: MonthClosing): object {
  return {
    ...of,
    isClosed: reopenedAt === null,
    closedAt: formatInstant(closedAt, 6),
    reopenedAt: reopenedAt === null ? null : formatInstant(reopenedAt, 6),
  }
}
