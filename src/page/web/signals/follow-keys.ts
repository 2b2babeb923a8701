import type uPlot from 'uplot'
import type { Zoomed } from './gestures.ts'
import { panRange, zoomRange } from './zoom-range.ts'

/** Keys on a chart: arrows move the cursor, with shift the interval; + and - zoom, 0 shows all. */
export function followKeys(
  figure: HTMLElement,
  zoomed: Zoomed,
  plotOf: () => uPlot | undefined,
): void {
  figure.addEventListener('keydown', (event) => {
    if (event.target !== figure || event.ctrlKey || event.metaKey || event.altKey) return
    const range = zoomed.range()
    const side = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0
    if (side !== 0 && event.shiftKey) zoomed.show(panRange(range, side * 0.2, zoomed.whole()))
    else if (side !== 0) moveCursor(plotOf(), side)
    else if (event.key === '+' || event.key === '=') {
      zoomed.show(zoomRange(range, 0.5, 0.5, zoomed.whole()))
    } else if (event.key === '-') zoomed.show(zoomRange(range, 0.5, 2, zoomed.whole()))
    else if (event.key === '0') zoomed.show(zoomed.whole())
    else return
    event.preventDefault()
  })
}

/** To the next point on this side. */
function moveCursor(plot: uPlot | undefined, side: number): void {
  if (plot === undefined) return
  const times = plot.data[0]
  if (times.length === 0) return
  const now = plot.cursor.idx ?? (side > 0 ? -1 : times.length)
  const next = Math.min(times.length - 1, Math.max(0, now + side))
  plot.setCursor({ left: plot.valToPos(times[next]!, 'x'), top: plot.over.clientHeight / 2 })
}
