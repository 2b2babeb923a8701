import { addDays } from '../../time/day.ts'
import type { Day } from '../../time/day.ts'
import type { FarmWindow } from './run-farm-window.ts'

/** Rows of the ledger that a window may write: they are held until its values are loaded. */
const entriesAtOnce = 20_000

/**
 * A farm's days put together into windows, to be loaded in this order: days that follow each other in one month, of the
 * same assets; of very many assets fewer days.
 */
export function planFarmWindows(tasks: readonly FarmWindow[]): FarmWindow[] {
  return tasks.flatMap(({ assets, variables, days }) => {
    const most = Math.max(1, Math.floor(entriesAtOnce / (assets.length * variables.length)))
    const windows: { assets: typeof assets; variables: typeof variables; days: Day[] }[] = []
    for (const day of days) {
      const window = windows.at(-1)
      const before = window?.days.at(-1)
      const goesOn =
        before !== undefined && addDays(before, 1) === day && before.slice(0, 7) === day.slice(0, 7)
      if (goesOn && window!.days.length < most) window!.days.push(day)
      else windows.push({ assets, variables, days: [day] })
    }
    return windows
  })
}
