import type { DayDetail } from '../../api.ts'
import { askJson } from '../ask/ask.ts'
import { element, fill } from '../dom/element.ts'
import { breakDown } from './break-down.ts'

/** Details that are kept: a pointer on its way back asks for nothing. */
const mostKept = 200
/** A pointer that only passes asks for nothing, in milliseconds. */
const rest = 80

export interface Tooltip {
  /** Shows what is known of a day's cell, and the breakdown once it is there. */
  show(cell: HTMLElement): void
  hide(): void
  /** What was asked for is old. */
  forget(): void
}

export function createTooltip(): Tooltip {
  const box = element('div', { class: 'tooltip', role: 'tooltip', id: 'day-tooltip', hidden: true })
  document.body.append(box)
  const kept = new Map<string, DayDetail>()
  let shown: HTMLElement | null = null
  let timer = 0
  /** Counts what made answers old: one that was asked for before is not kept. */
  let round = 0

  function place(cell: HTMLElement): void {
    const { left, right, top, bottom } = cell.getBoundingClientRect()
    const { width, height } = box.getBoundingClientRect()
    const x = Math.max(4, Math.min((left + right - width) / 2, window.innerWidth - width - 4))
    const y = bottom + 8 + height > window.innerHeight ? top - 8 - height : bottom + 8
    box.style.left = `${x}px`
    box.style.top = `${y}px`
  }

  function write(cell: HTMLElement, detail: DayDetail | undefined): void {
    const lines = detail === undefined ? [] : breakDown(detail)
    fill(
      box,
      element('strong', {}, cell.getAttribute('aria-label')),
      ...lines.map((line) => element('div', {}, line)),
    )
    place(cell)
  }

  async function find(cell: HTMLElement): Promise<void> {
    const { day = '', asset = '' } = cell.dataset
    const key = `${day} ${asset}`
    let detail = kept.get(key)
    if (detail === undefined) {
      const asked = round
      detail = await askJson<DayDetail>('/api/day', { asset, day })
      if (asked !== round) {
        await find(cell)
        return
      }
      if (kept.size >= mostKept) kept.delete(kept.keys().next().value!)
      kept.set(key, detail)
    }
    if (shown === cell) write(cell, detail)
  }

  return {
    show(cell) {
      if (shown === cell) return
      shown = cell
      box.hidden = false
      write(cell, kept.get(`${cell.dataset['day']!} ${cell.dataset['asset']!}`))
      clearTimeout(timer)
      // What cannot be asked for is said by the page as a whole: the tooltip has what is known.
      timer = window.setTimeout(() => void find(cell).catch(() => undefined), rest)
    },
    hide() {
      shown = null
      box.hidden = true
      clearTimeout(timer)
    },
    forget: () => {
      kept.clear()
      round++
    },
  }
}
