import type { DaysOfAsset } from '../../api.ts'
import { countDays } from '../../../time/day.ts'
import type { Palette } from '../colour/palette.ts'
import { element } from '../dom/element.ts'
import { fitCanvas } from '../dom/fit-canvas.ts'
import { monthName } from '../clock/show-time.ts'
import { coverageAt, coverageLevel } from './day-codes.ts'
import { drawDay } from './draw-day.ts'
import { hookCells } from './hook-cells.ts'
import type { ListedDay } from './hook-cells.ts'
import { placeOf, planYears } from './year-plan.ts'
import type { YearPlan } from './year-plan.ts'

/** What of the days is drawn, and how. */
export interface CalendarLook {
  readonly palette: Palette
  /** Letters of the states that are looked for; the others fade. Empty: all. */
  readonly filter: ReadonlySet<string>
  /** Room across, in CSS pixels. */
  readonly width: number
}

/** Room on the left for the year, in CSS pixels. */
const nameWidth = 40

/** The days of one asset: a block a year, the newest above, a column a week. */
export function makeCalendar(
  days: readonly ListedDay[],
  of: DaysOfAsset,
  look: CalendarLook,
): HTMLElement {
  const years = planYears(days[0]!.day, days.at(-1)!.day)
  const most = years.length > 6 ? 10 : 13
  const pitch = Math.max(5, Math.min(most, Math.floor((look.width - nameWidth) / 53)))
  const calendar = element('div', { class: 'calendar' })
  calendar.style.setProperty('--pitch', `${pitch}px`)
  calendar.append(makeMonths(years[0]!, pitch), ...years.map((plan) => makeYear(plan, pitch)))
  return calendar

  function makeYear(plan: YearPlan, pitch: number): HTMLElement {
    const before = countDays(days[0]!.day, plan.first) - 1
    const from = Math.max(0, before)
    const to = Math.min(days.length, countDays(days[0]!.day, plan.last))
    const canvas = element('canvas', { 'aria-hidden': 'true' })
    drawYear(canvas, plan, pitch, before, from, to)
    const cells = element('div', { class: 'cells', role: 'listbox', 'aria-label': plan.year })
    cells.innerHTML = hookCells(days, of, from, to)
    const place = placeOf(plan, from - before)
    cells.style.left = `${place.column * pitch}px`
    if (place.row > 0) {
      // The days of its first week that are not the year's, or not known.
      const before = element('span')
      before.style.gridArea = `1 / 1 / span ${place.row} / 2`
      cells.prepend(before)
    }
    return element(
      'div',
      { class: 'year' },
      element('span', { class: 'year-name', 'aria-hidden': 'true' }, plan.year),
      element('div', { class: 'year-days' }, canvas, cells),
    )
  }

  function drawYear(
    canvas: HTMLCanvasElement,
    plan: YearPlan,
    pitch: number,
    before: number,
    from: number,
    to: number,
  ): void {
    const context = fitCanvas(canvas, plan.weeks * pitch, 7 * pitch)
    const size = pitch - (pitch > 6 ? 2 : 1)
    for (let index = from; index < to; index++) {
      const { column, row } = placeOf(plan, index - before)
      const letter = of.states.charAt(index)
      context.globalAlpha = look.filter.size === 0 || look.filter.has(letter) ? 1 : 0.12
      const level = coverageLevel(coverageAt(of, index))
      const cell = { x: column * pitch, y: row * pitch, width: size, height: size }
      drawDay(context, look.palette, letter, level, cell)
    }
  }
}

function makeMonths(plan: YearPlan, pitch: number): HTMLElement {
  const months = element('div', { class: 'months', 'aria-hidden': 'true' })
  // A name takes some 24 pixels: where cells are small, every second is left out.
  const step = pitch < 6 ? 2 : 1
  for (let month = 0; month < 12; month += step) {
    const name = element('span', {}, monthName(month))
    name.style.left = `${nameWidth + plan.months[month]! * pitch}px`
    months.append(name)
  }
  return months
}
