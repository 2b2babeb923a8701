import type { Palette } from '../colour/palette.ts'
import { element } from '../dom/element.ts'
import { fitCanvas } from '../dom/fit-canvas.ts'
import { dayStates } from './day-codes.ts'
import { drawDay } from './draw-day.ts'

/** The signs with their meaning and how many days have them; a press shows these days alone. */
export function makeLegend(
  counts: ReadonlyMap<string, number>,
  palette: Palette,
  filter: ReadonlySet<string>,
  toggle: (letter: string) => void,
): HTMLElement {
  const entries = dayStates.map(({ letter, state, name, meaning }) => {
    const count = counts.get(letter) ?? 0
    const attributes = {
      type: 'button',
      class: 'legend-entry',
      'data-filter': state,
      'aria-pressed': String(filter.has(letter)),
      title: meaning,
      disabled: count === 0,
      click: () => toggle(letter),
    }
    const sign = makeSign((context, size) => drawDay(context, palette, letter, 2, size))
    return element(
      'button',
      attributes,
      sign,
      ` ${name} `,
      element('b', {}, count.toLocaleString('en')),
    )
  })
  const scale = element('span', { class: 'legend-scale' }, 'coverage ')
  for (let level = 0; level < 5; level++) {
    scale.append(
      makeSign((context, { x, y, width, height }) => {
        context.fillStyle = palette.coverage[level]!
        context.fillRect(x, y, width, height)
      }),
    )
  }
  scale.append(' below 50, 80, 95, 99.9 and 100 %')
  return element(
    'div',
    { class: 'legend', role: 'group', 'aria-label': 'States of days' },
    ...entries,
    scale,
  )
}

/** A small picture beside a name. */
export function makeSign(
  draw: (
    context: CanvasRenderingContext2D,
    cell: { x: number; y: number; width: number; height: number },
  ) => void,
): HTMLElement {
  const canvas = element('canvas', { class: 'sign', 'aria-hidden': 'true' })
  draw(fitCanvas(canvas, 12, 12), { x: 0, y: 0, width: 12, height: 12 })
  return canvas
}
