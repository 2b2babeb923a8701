import type { DaysOfAsset } from '../../api.ts'
import { microsecondsPerDay } from '../../../time/instant.ts'
import { timeTicks } from '../clock/time-ticks.ts'
import { element } from '../dom/element.ts'
import { fitCanvas } from '../dom/fit-canvas.ts'
import { createWhenNear } from '../dom/when-near.ts'
import type { CalendarLook } from './calendar.ts'
import { coverageAt, coverageLevel } from './day-codes.ts'
import { drawDay } from './draw-day.ts'
import { hookCells } from './hook-cells.ts'
import type { ListedDay } from './hook-cells.ts'
import { worstDay } from './worst-day.ts'

const nameWidth = 72
const rowHeight = 16
/** Days that have a place of their own, two pixels wide at least: beyond, several share a pixel. */
const mostApart = 800
/** Elements of days that are made at once: those of other rows are, when their row is nearly seen. */
const mostAtOnce = 1000

export interface Matrix {
  readonly element: HTMLElement
  /** Calls off what is still to be made. */
  stop(): void
}

/**
 * Assets by days, of the days [from, to): a row an asset. Rows that nobody sees yet are drawn, and have the elements
 * of their days, when they are nearly seen: no hundred turbines hold the page up. Of more than two years, a pixel
 * shows the one of its days that is to be seen first.
 */
export function makeMatrix(
  days: readonly ListedDay[],
  assets: readonly DaysOfAsset[],
  from: number,
  to: number,
  look: CalendarLook,
  choose: (asset: string) => void,
): Matrix {
  const count = to - from
  const room = Math.max(120, look.width - nameWidth)
  const isMerged = count > mostApart
  const pitch = isMerged ? room / count : Math.max(2, Math.min(16, Math.floor(room / count)))
  const width = Math.round(pitch * count)
  const matrix = element('div', { class: 'matrix' })
  matrix.style.setProperty('--pitch', `${pitch}px`)
  matrix.append(makeScale(days.slice(from, to), width))
  matrix.style.setProperty('--days-width', `${width}px`)
  const near = createWhenNear()
  assets.forEach((of, place) => {
    const body = element('div', { class: 'matrix-days' })
    const name = element('button', { type: 'button', click: () => choose(of.asset) }, of.asset)
    const row = element('div', { class: 'matrix-row' }, name, body)
    matrix.append(row)
    if ((place + 1) * count <= mostAtOnce) fillRow(body, of)
    else near.watch(row, () => fillRow(body, of))
  })
  return { element: matrix, stop: near.stop }

  function fillRow(body: HTMLElement, of: DaysOfAsset): void {
    const canvas = element('canvas', { 'aria-hidden': 'true' })
    drawRow(canvas, of)
    body.append(canvas)
    if (isMerged) return
    const cells = element('div', { class: 'cells', role: 'listbox', 'aria-label': of.asset })
    cells.innerHTML = hookCells(days, of, from, to)
    body.append(cells)
  }

  function drawRow(canvas: HTMLCanvasElement, of: DaysOfAsset): void {
    const context = fitCanvas(canvas, width, rowHeight)
    const columns = isMerged ? width : count
    for (let column = 0; column < columns; column++) {
      const begin = from + (isMerged ? Math.floor(column / pitch) : column)
      const end = isMerged
        ? Math.max(begin + 1, from + Math.floor((column + 1) / pitch))
        : begin + 1
      const letter = isMerged ? worstDay(of.states, begin, end) : of.states.charAt(begin)
      context.globalAlpha = look.filter.size === 0 || look.filter.has(letter) ? 1 : 0.12
      const x = isMerged ? column : column * pitch
      const cell = {
        x,
        y: 1,
        width: isMerged ? 1 : pitch < 4 ? pitch : pitch - 1,
        height: rowHeight - 3,
      }
      drawDay(context, look.palette, letter, coverageLevel(leastCoverage(of, begin, end)), cell)
    }
  }
}

/** The dates above the columns. */
function makeScale(days: readonly ListedDay[], width: number): HTMLElement {
  const scale = element('div', { class: 'hours', 'aria-hidden': 'true' })
  scale.style.marginLeft = `${nameWidth}px`
  scale.style.width = `${width}px`
  const start = Date.parse(`${days[0]!.day}T00:00:00Z`) * 1000
  const end = start + days.length * microsecondsPerDay
  for (const { at, label } of timeTicks(start, end, 'UTC', Math.max(1, Math.floor(width / 80)))) {
    const left = ((at - start) / (end - start)) * width
    if (left > width - 40 && left > 0) continue
    const mark = element('span', {}, label.replace('\n', ' '))
    mark.style.left = `${left}px`
    scale.append(mark)
  }
  return scale
}

/** The least that is known of the days [from, to). */
function leastCoverage(of: DaysOfAsset, from: number, to: number): number | null {
  let least: number | null = null
  for (let index = from; index < to; index++) {
    const coverage = coverageAt(of, index)
    if (coverage !== null && (least === null || coverage < least)) least = coverage
  }
  return least
}
