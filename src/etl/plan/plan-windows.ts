import { monthsOf } from '../../target/tables/month.ts'
import type { Day } from '../../time/day.ts'
import { closedDay } from './closed-day.ts'
import type { EtlSettings } from '../shape/etl-settings.ts'

/**
 * Days put together into windows, to be loaded in this order: first those that lie in one month of the
 * Target, a month in a window, so that a new one is created filled; then, each by itself, those that
 * lie across two, which both are there by then. In UTC there are none of these. Each by itself too are
 * days that cannot be loaded, so that the others are. Of very many variables a window has fewer days: what they became is
 * held until it is loaded.
 */
export function planWindows(
  days: readonly Day[],
  settings: EtlSettings,
  variables: number,
): Day[][] {
  const most = Math.max(1, Math.floor(entriesAtOnce / Math.max(1, variables)))
  const months = new Map<number, Day[][]>()
  const alone: Day[][] = []
  for (const day of days) {
    const month = onlyMonth(day, settings)
    if (month === undefined) alone.push([day])
    else {
      const windows = months.get(month) ?? []
      const last = windows.at(-1)
      if (last !== undefined && last.length < most) last.push(day)
      else windows.push([day])
      months.set(month, windows)
    }
  }
  return [...[...months.values()].flat(), ...alone]
}

/**
 * Days of a variable that a window has at the most: each is some 12 kB in 10-minute bins until it is loaded. Of
 * a thousand variables, a day in a window, the process takes 230 MB or so, and 25 more with two days in one.
 */
const entriesAtOnce = 1000

/** How many windows are in flight at once: those of very many variables hold much, and their days' rows more. */
export function windowsAtOnce(concurrency: number, variables: number): number {
  return Math.max(1, Math.min(concurrency, Math.floor(variablesAtOnce / Math.max(1, variables))))
}

const variablesAtOnce = 1000

/** The number of the month that all of the day lies in. */
function onlyMonth(day: Day, settings: EtlSettings): number | undefined {
  try {
    const [month, next] = monthsOf(closedDay(day, settings).interval)
    return next === undefined ? month?.number : undefined
  } catch {
    return undefined
  }
}
