import { MinuanoError } from '../errors/minuano-error.ts'
import { quoteShort } from '../errors/quote-short.ts'
import { addDays, isDay } from '../time/day.ts'
import type { Day } from '../time/day.ts'

/** Days, both included, and how they are called. */
export interface ReportPeriod {
  readonly name: string
  readonly from: Day
  readonly to: Day
}

/** A day, a month or a year: `2025-01-03`, `2025-01`, `2025`. Throws `usage`. */
export function readPeriod(text: string): ReportPeriod {
  if (isDay(text)) return { name: text, from: text, to: text }
  if (/^\d{4}-\d{2}$/.test(text) && isDay(`${text}-01`)) return monthOf(text)
  if (/^\d{4}$/.test(text) && isDay(`${text}-01-01`)) {
    return { name: text, from: `${text}-01-01`, to: `${text}-12-31` }
  }
  throw new MinuanoError(
    'usage',
    `${quoteShort(text)} is no day, month or year: write 2025-01-03, 2025-01, 2025, yesterday or today`,
  )
}

function monthOf(month: string): ReportPeriod {
  const [year, number] = month.split('-').map(Number)
  const days = new Date(Date.UTC(2000, 0, 1))
  days.setUTCFullYear(year!, number, 0)
  return { name: month, from: `${month}-01`, to: days.toISOString().slice(0, 10) }
}

/** The days or months of a period; a month that it begins or ends in by its part alone. */
export function splitPeriod(
  period: ReportPeriod,
  by: 'day' | 'month' | undefined,
): readonly ReportPeriod[] {
  if (by === undefined) return [period]
  const parts: ReportPeriod[] = []
  for (let from = period.from; from <= period.to;) {
    const end = by === 'day' ? from : monthOf(from.slice(0, 7)).to
    const to = end < period.to ? end : period.to
    parts.push({ name: by === 'day' ? from : from.slice(0, 7), from, to })
    from = addDays(to, 1)
  }
  return parts
}
