import type { Range } from '../selection/selection.ts'
import { panRange, zoomRange } from './zoom-range.ts'

/** What a gesture asks, and tells. */
export interface Zoomed {
  range(): Range
  whole(): Range
  show(range: Range): void
}

/**
 * Zooms and pans by wheel and by touch. A wheel that can zoom out no further scrolls the page; a finger that
 * moves up or down does so too.
 */
export function followGestures(over: HTMLElement, zoomed: Zoomed): void {
  const partOf = (clientX: number) => {
    const { left, width } = over.getBoundingClientRect()
    return Math.min(1, Math.max(0, (clientX - left) / width))
  }
  over.addEventListener(
    'wheel',
    (event) => {
      const range = zoomed.range()
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        event.preventDefault()
        const delta = event.deltaX || event.deltaY
        zoomed.show(panRange(range, Math.sign(delta) * 0.1, zoomed.whole()))
        return
      }
      const whole = zoomed.whole()
      if (event.deltaY > 0 && range.end - range.start >= whole.end - whole.start) return
      event.preventDefault()
      const lines = event.deltaMode === 0 ? event.deltaY / 100 : event.deltaY / 3
      const factor = 1.25 ** Math.max(-4, Math.min(4, lines))
      zoomed.show(zoomRange(range, partOf(event.clientX), factor, whole))
    },
    { passive: false },
  )

  const fingers = new Map<number, number>()
  let begun: { range: Range; left: number; right: number } | undefined
  const begin = () => {
    const parts = [...fingers.values()].sort((a, b) => a - b)
    if (parts.length === 0) return void (begun = undefined)
    begun = { range: zoomed.range(), left: parts[0]!, right: parts.at(-1)! }
  }
  const isTouch = (event: PointerEvent) => event.pointerType === 'touch'
  over.addEventListener('pointerdown', (event) => {
    if (!isTouch(event) || fingers.size === 2) return
    fingers.set(event.pointerId, partOf(event.clientX))
    over.setPointerCapture(event.pointerId)
    begin()
  })
  over.addEventListener('pointermove', (event) => {
    if (!fingers.has(event.pointerId) || begun === undefined) return
    fingers.set(event.pointerId, partOf(event.clientX))
    const parts = [...fingers.values()].sort((a, b) => a - b)
    const [left, right] = [parts[0]!, parts.at(-1)!]
    const { range } = begun
    if (parts.length === 1) {
      zoomed.show(panRange(range, begun.left - left, zoomed.whole()))
      return
    }
    const factor = (begun.right - begun.left) / Math.max(0.02, right - left)
    const middle = (begun.left + begun.right) / 2
    const grown = zoomRange(range, middle, factor, zoomed.whole())
    zoomed.show(panRange(grown, middle - (left + right) / 2, zoomed.whole()))
  })
  for (const name of ['pointerup', 'pointercancel'] as const) {
    over.addEventListener(name, (event) => {
      if (fingers.delete(event.pointerId)) begin()
    })
  }
}
