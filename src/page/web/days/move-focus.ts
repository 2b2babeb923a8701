import { addDays } from '../../../time/day.ts'
import { dayBeside } from './year-plan.ts'

/**
 * Follows an arrow from a day's cell to another, and tells whether it was one. Of one asset, weeks lie beside
 * each other; of a farm, days, and assets below each other. Home and End are the first and the last day.
 */
export function moveFocus(body: HTMLElement, cell: HTMLElement, key: string): boolean {
  const next = body.querySelector('.matrix') === null ? inWeeks(body, cell, key) : inRows(cell, key)
  if (next === undefined) return false
  if (next === null) return true
  cell.tabIndex = -1
  next.tabIndex = 0
  next.focus()
  return true
}

/** Undefined: the key is none of ours; null: there is nothing that way. */
type Found = HTMLElement | null | undefined

function inWeeks(body: HTMLElement, cell: HTMLElement, key: string): Found {
  const cells = body.querySelectorAll<HTMLElement>('[data-day]')
  if (key === 'Home' || key === 'End') {
    const days = [...cells].sort((a, b) => (a.dataset['day']! < b.dataset['day']! ? -1 : 1))
    return key === 'Home' ? days[0] : days.at(-1)
  }
  const day = dayBeside(cell.dataset['day']!, key)
  return day === undefined ? undefined : body.querySelector<HTMLElement>(`[data-day="${day}"]`)
}

function inRows(cell: HTMLElement, key: string): Found {
  const row = cell.closest('.matrix-row')!
  const dayIn = (within: Element | null, day: string) =>
    within?.querySelector<HTMLElement>(`[data-day="${day}"]`) ?? null
  const day = cell.dataset['day']!
  if (key === 'ArrowLeft') return dayIn(row, addDays(day, -1))
  if (key === 'ArrowRight') return dayIn(row, addDays(day, 1))
  if (key === 'ArrowUp') return dayIn(row.previousElementSibling, day)
  if (key === 'ArrowDown') return dayIn(row.nextElementSibling, day)
  if (key === 'Home') return row.querySelector<HTMLElement>('[data-day]')
  return key === 'End' ? row.querySelector<HTMLElement>('[data-day]:last-child') : undefined
}
