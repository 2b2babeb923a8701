import type { Overview } from '../../api.ts'
import { timeTicks } from '../clock/time-ticks.ts'
import { element } from '../dom/element.ts'

/** The hours above the rows, on the zone's clock. */
export function makeHourScale(overview: Overview, zone: string, width: number): HTMLElement {
  const scale = element('div', { class: 'hours' })
  scale.style.width = `${width}px`
  if (overview.from === null || overview.to === null) return scale
  const [start, end] = [Date.parse(overview.from) * 1000, Date.parse(overview.to) * 1000]
  for (const { at, label } of timeTicks(start, end, zone, width / 60)) {
    const left = ((at - start) / (end - start)) * width
    if (left > width - 30) continue
    const mark = element('span', {}, label.split('\n')[0])
    mark.style.left = `${left}px`
    scale.append(mark)
  }
  return scale
}
