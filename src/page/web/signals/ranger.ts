import uPlot from 'uplot'
import type { PlantVariable } from '../../api.ts'
import { formatInstant } from '../../../time/instant.ts'
import { askPoints } from '../ask/ask-points.ts'
import { timeTicks } from '../clock/time-ticks.ts'
import type { Palette } from '../colour/palette.ts'
import { showTime } from '../clock/show-time.ts'
import { element } from '../dom/element.ts'
import { watchWidth } from '../dom/watch-width.ts'
import type { Range } from '../selection/selection.ts'
import { toPlotData } from './plot-data.ts'
import type { Zoomed } from './gestures.ts'
import { keepWithin, panRange, shortest, zoomRange } from './zoom-range.ts'

const height = 58

export interface Ranger {
  readonly element: HTMLElement
  show(range: Range): void
  /** Asks for all again. */
  refresh(): void
  destroy(): void
}

type Part = 'window' | 'start' | 'end'

/** All of the time below the charts, and the part of it that they show: to be moved and drawn out. */
export function createRanger(
  variable: PlantVariable,
  asset: string,
  palette: Palette,
  zone: string,
  calls: Zoomed & { failed: (error: unknown) => void },
): Ranger {
  const box = element('div', { class: 'plot' })
  const handle = (part: Part, name: string) =>
    element('div', { class: `ranger-${part}`, role: 'slider', tabindex: 0, 'aria-label': name })
  const start = handle('start', 'Start of the interval shown')
  const end = handle('end', 'End of the interval shown')
  const pane = element('div', { class: 'ranger-window' }, start, end)
  const over = element('div', { class: 'ranger-over' }, pane)
  const ranger = element('div', { class: 'ranger' }, box, over)
  let plot: uPlot | undefined
  let asking = 0

  function draw(width: number): void {
    plot?.destroy()
    const whole = calls.whole()
    let labels = new Map<number, string>()
    plot = new uPlot(
      {
        width,
        height,
        legend: { show: false },
        cursor: { show: false },
        padding: [2, 34, 0, 54],
        scales: { x: { time: false, range: () => [whole.start / 1e6, whole.end / 1e6] } },
        series: [{}, { stroke: `${palette.assets[0]!}b0`, width: 1, points: { show: false } }],
        axes: [
          {
            stroke: palette.ink,
            font: '11px system-ui, sans-serif',
            size: 20,
            gap: 3,
            grid: { show: false },
            ticks: { show: false },
            splits: (_chart, _axis, from, to) => {
              const ticks = timeTicks(from * 1e6, to * 1e6, zone, width / 90)
              labels = new Map(ticks.map(({ at, label }) => [at / 1e6, shorten(label)]))
              return [...labels.keys()]
            },
            values: (_chart, splits) => splits.map((at) => labels.get(at) ?? ''),
          },
          { show: false },
        ],
      },
      [[], []],
      box,
    )
    show(calls.range())
    void fetchPoints(width, whole).catch(calls.failed)
  }

  async function fetchPoints(width: number, whole: Range): Promise<void> {
    const query = {
      asset,
      variable: variable.name,
      from: formatInstant(whole.start),
      to: formatInstant(whole.end),
    }
    const turn = ++asking
    const frame = await askPoints(query, width)
    // An older answer may come after a newer one.
    if (turn !== asking) return
    plot?.setData(toPlotData([frame], ['mean'], 0))
  }

  function show(range: Range): void {
    const whole = calls.whole()
    const part = (at: number) =>
      Math.min(1, Math.max(0, (at - whole.start) / (whole.end - whole.start)))
    pane.style.left = `${part(range.start) * 100}%`
    pane.style.right = `${(1 - part(range.end)) * 100}%`
    for (const [slider, at] of [
      [start, range.start],
      [end, range.end],
    ] as const) {
      slider.setAttribute('aria-valuemin', '0')
      slider.setAttribute('aria-valuemax', '100')
      slider.setAttribute('aria-valuenow', (part(at) * 100).toFixed(1))
      slider.setAttribute('aria-valuetext', showTime(at, zone))
    }
  }

  let held: { part: Part; x: number; range: Range } | undefined
  over.addEventListener('pointerdown', (event) => {
    const target = event.target as HTMLElement
    const part = target === start ? 'start' : target === end ? 'end' : 'window'
    event.preventDefault()
    over.setPointerCapture(event.pointerId)
    const whole = calls.whole()
    if (target === over) {
      // A press beside the window brings it there.
      const { left, width } = over.getBoundingClientRect()
      const { start, end } = calls.range()
      const at = whole.start + ((event.clientX - left) / width) * (whole.end - whole.start)
      const begin = at - (end - start) / 2
      calls.show(keepWithin({ start: begin, end: begin + end - start }, whole))
    }
    held = { part, x: event.clientX, range: calls.range() }
  })
  over.addEventListener('pointermove', (event) => {
    if (held === undefined) return
    const whole = calls.whole()
    const width = over.getBoundingClientRect().width
    const by = ((event.clientX - held.x) / width) * (whole.end - whole.start)
    calls.show(move(held.range, held.part, by, whole))
  })
  for (const name of ['pointerup', 'pointercancel'] as const) {
    over.addEventListener(name, () => void (held = undefined))
  }
  over.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault()
      const factor = event.deltaY > 0 ? 1.25 : 0.8
      calls.show(zoomRange(calls.range(), 0.5, factor, calls.whole()))
    },
    { passive: false },
  )
  ranger.addEventListener('keydown', (event) => {
    const side = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0
    if (side === 0) return
    event.preventDefault()
    const range = calls.range()
    const part = event.target === start ? 'start' : event.target === end ? 'end' : 'window'
    const step = side * 0.05 * (range.end - range.start)
    calls.show(
      part === 'window'
        ? panRange(range, side * 0.1, calls.whole())
        : move(range, part, step, calls.whole()),
    )
  })
  watchWidth(box, draw)
  const refresh = () => {
    if (plot !== undefined) void fetchPoints(box.clientWidth, calls.whole()).catch(calls.failed)
  }
  const destroy = () => plot?.destroy()
  return { element: ranger, show, refresh, destroy }
}

/** The interval with one of its ends, or both, moved. */
function move(range: Range, part: Part, by: number, whole: Range): Range {
  if (part === 'window') {
    return keepWithin({ start: range.start + by, end: range.end + by }, whole)
  }
  if (part === 'start') {
    const start = Math.max(whole.start, Math.min(range.start + by, range.end - shortest))
    return { start: Math.round(start), end: range.end }
  }
  const end = Math.min(whole.end, Math.max(range.end + by, range.start + shortest))
  return { start: range.start, end: Math.round(end) }
}

/** One line: the time, and the date where it is a new one. */
function shorten(label: string): string {
  return label.replace('\n', ' ')
}
