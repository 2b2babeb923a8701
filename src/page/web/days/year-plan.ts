import { addDays, countDays } from '../../../time/day.ts'
import type { Day } from '../../../time/day.ts'

/** A year's cells, a column a week that begins on Monday. */
export interface YearPlan {
  readonly year: string
  readonly first: Day
  readonly last: Day
  /** The row of the first day: 0 is Monday. */
  readonly offset: number
  readonly weeks: number
  /** The column in which each month begins. */
  readonly months: readonly number[]
}

/** The years that have the days from `first` to `last`, the newest first; each year is whole. */
export function planYears(first: Day, last: Day): YearPlan[] {
  const plans: YearPlan[] = []
  for (let year = Number(last.slice(0, 4)); year >= Number(first.slice(0, 4)); year--) {
    const text = String(year).padStart(4, '0')
    const [from, to] = [`${text}-01-01`, `${text}-12-31`]
    const offset = weekday(from)
    const count = countDays(from, to)
    const months = Array.from({ length: 12 }, (_, month) => {
      const begin = `${text}-${String(month + 1).padStart(2, '0')}-01`
      return Math.floor((offset + countDays(from, begin) - 1) / 7)
    })
    const weeks = Math.ceil((offset + count) / 7)
    plans.push({ year: text, first: from, last: to, offset, weeks, months })
  }
  return plans
}

/** The column and row of the year's day with this index. */
export function placeOf({ offset }: YearPlan, index: number): { column: number; row: number } {
  return { column: Math.floor((offset + index) / 7), row: (offset + index) % 7 }
}

/** 0 for Monday. */
function weekday(day: Day): number {
  return (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7
}

/** Where an arrow leads from a day: weeks lie beside each other, a week's days below each other. */
export function dayBeside(day: Day, key: string): Day | undefined {
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: -7,
    ArrowRight: 7,
    ArrowUp: -1,
    ArrowDown: 1,
  }
  const step = steps[key]
  return step === undefined ? undefined : addDays(day, step)
}
