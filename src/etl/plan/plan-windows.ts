import { monthsOf } from '../../target/tables/month.ts'
import type { Day } from '../../time/day.ts'
import { closedDay } from './closed-day.ts'
import type { EtlSettings } from '../shape/etl-settings.ts'

/**
 * Days put together into windows, to be loaded in this order: first those that lie in one month of the
 * Target, a month in a window, so that a new one is created filled; then, each by itself, those that
 * lie across two, which both are there by then. In UTC there are none of these. Each by itself too are
 * days that cannot be loaded, so that the others are.
 */
export function planWindows(days: readonly Day[], settings: EtlSettings): Day[][] {
  const windows = new Map<number, Day[]>()
  const alone: Day[][] = []
  for (const day of days) {
    const month = onlyMonth(day, settings)
    if (month === undefined) alone.push([day])
    else if (windows.has(month)) windows.get(month)!.push(day)
    else windows.set(month, [day])
  }
  return [...windows.values(), ...alone]
}

/** The number of the month that all of the day lies in. */
function onlyMonth(day: Day, settings: EtlSettings): number | undefined {
  try {
    const [month, next] = monthsOf(closedDay(day, settings).interval)
    return next === undefined ? month?.number : undefined
  } catch {
    return undefined
  }
}
