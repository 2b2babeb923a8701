import type { DaysOfAsset } from '../../api.ts'
import { escapeHtml } from '../dom/escape-html.ts'
import { monthName } from '../clock/show-time.ts'
import { coverageAt, showCoverage, stateOfLetter } from './day-codes.ts'

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** A day of the calendar as it is written and as it is said. */
export interface ListedDay {
  readonly day: string
  readonly said: string
}

/** All days of a calendar, made once: 100 assets share them. */
export function listCalendarDays(first: string, count: number): ListedDay[] {
  const date = new Date(`${first}T00:00:00Z`)
  return Array.from({ length: count }, () => {
    const [year, month, number] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()]
    const text = String(year).padStart(4, '0')
    const day = `${text}-${twoDigits(month + 1)}-${twoDigits(number)}`
    const said = `${weekdays[date.getUTCDay()]!} ${number} ${monthName(month)} ${text}`
    date.setUTCDate(number + 1)
    return { day, said }
  })
}

const twoDigits = (number: number) => (number < 10 ? `0${number}` : String(number))

/**
 * The elements of the days [from, to) of an asset as HTML: what a keyboard, a screen reader, a test and a
 * user's script find. What is seen is drawn below them, on a canvas.
 */
export function hookCells(
  days: readonly ListedDay[],
  of: DaysOfAsset,
  from: number,
  to: number,
): string {
  const asset = escapeHtml(of.asset)
  const begin = of.asset === '' ? '' : `${asset}, `
  let html = ''
  for (let index = from; index < to; index++) {
    const { day, said } = days[index]!
    const { state, name } = stateOfLetter(of.states.charAt(index))
    const coverage = coverageAt(of, index)
    const covered = coverage === null ? '' : `, ${showCoverage(coverage)}`
    html += `<i role="option" tabindex="-1" data-day="${day}" data-asset="${asset}" data-state="${state}" aria-label="${begin}${said}: ${name}${covered}"></i>`
  }
  return html
}
