import { closedMonthError, findClosed } from '../../target/ledger/closed-month.ts'
import type { ClosedMonth } from '../../target/ledger/closed-month.ts'
import { dayInterval } from '../../time/day.ts'
import type { Day } from '../../time/day.ts'
import type { DayOutcome } from '../day-outcome.ts'
import { tasksOf } from '../farm/find-late-assets.ts'
import type { FarmWindow } from '../farm/run-farm-window.ts'
import type { PlantAsset } from '../farm/plant-asset.ts'
import type { Work } from '../shape/work.ts'

export type AnyWork = Work | readonly FarmWindow[]

/** Work without days that have an instant of a closed month, and how each of those ends. */
export function leaveOutClosed(
  work: AnyWork,
  timeZone: string,
  closed: readonly ClosedMonth[],
): { readonly work: AnyWork; readonly left: readonly DayOutcome[] } {
  if (closed.length === 0) return { work, left: [] }
  const left: DayOutcome[] = []
  const isOpen = (asset: string, day: Day, named: boolean) => {
    const month = findClosed(closed, asset, dayInterval(day, timeZone))
    if (month === undefined) return true
    const error = closedMonthError(month, [day])
    left.push({ day, status: 'closed', error, ...(named && { asset }) })
    return false
  }
  if ('days' in work) {
    const isLeft = (day: Day) => work.assets.every((asset) => isOpen(asset, day, false))
    return { work: { ...work, days: work.days.filter(isLeft) }, left }
  }
  const byAsset = new Map<PlantAsset, Day[]>()
  for (const { assets, days } of work) {
    for (const asset of assets) {
      const open = days.filter((day) => isOpen(asset.asset, day, true))
      byAsset.set(asset, [...(byAsset.get(asset) ?? []), ...open])
    }
  }
  // As it was planned, where nothing is left out.
  if (left.length === 0) return { work, left }
  const late = [...byAsset].map(([asset, days]) => ({ asset, days }))
  return { work: tasksOf(late, work[0]?.variables ?? []), left }
}

/** All days of some work; undefined where it has none. */
export function intervalOfWork(work: AnyWork, timeZone: string) {
  const days = ('days' in work ? work.days : work.flatMap((window) => window.days)).toSorted()
  if (days.length === 0) return undefined
  const of = (day: Day) => dayInterval(day, timeZone)
  return { start: of(days[0]!).start, end: of(days.at(-1)!).end }
}
