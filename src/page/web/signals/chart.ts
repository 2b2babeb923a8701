import uPlot from 'uplot'
import type { PlantVariable } from '../../api.ts'
import type { Frame } from '../../../frame/frame.ts'
import { formatInstant } from '../../../time/instant.ts'
import { askFrame } from '../ask/ask-frame.ts'
import { askPoints } from '../ask/ask-points.ts'
import { showTimeAndOffset } from '../clock/show-time.ts'
import { element, fill } from '../dom/element.ts'
import { watchWidth } from '../dom/watch-width.ts'
import type { Range } from '../selection/selection.ts'
import { chartOptions, columnNames, isStepped } from './chart-options.ts'
import type { ChartLook } from './chart-options.ts'
import { followGestures } from './gestures.ts'
import { followKeys } from './follow-keys.ts'
import { createLatest } from './load-latest.ts'
import { makeDataTable } from './data-table.ts'
import { toPlotData } from './plot-data.ts'
import type { PlotData } from './plot-data.ts'
import { makeReadout } from './readout.ts'
import { thinSamples } from './thin-samples.ts'
import { zoomRange } from './zoom-range.ts'
import { unitOf } from '../unit-of.ts'

const height = 168
/** The Source's samples are asked for within two days at the most: the server gives no more. */
const longestSamples = 2 * 86_400e6

export interface ChartSubject extends ChartLook {
  readonly variable: PlantVariable
  readonly assets: readonly string[]
  readonly periodSeconds: number
  readonly hasSamples: boolean
}

export interface ChartCalls {
  range(): Range
  whole(): Range
  show(range: Range): void
  readonly failed: (error: unknown) => void
}

export interface Chart {
  readonly element: HTMLElement
  /** Shows this interval: what is there at once, what is asked for when it has come. */
  show(range: Range): void
  /** Asks again for what it shows: values have changed. */
  refresh(): void
  destroy(): void
}

/** A variable's chart: its mean over the band from min to max, of one or several assets. */
export function createChart(subject: ChartSubject, calls: ChartCalls): Chart {
  const { variable, assets, zone, periodSeconds } = subject
  const names = columnNames(variable, subject.withStd)
  const readout = makeReadout(variable, assets, subject.palette)
  const box = element('div', { class: 'plot' })
  const table = makeDataTable(() => ({ frames, names, assets, zone, variable }))
  const title = element('strong', {}, variable.name)
  const note = element('span', { class: 'quiet' })
  const own = unitOf(variable, assets[0])
  const unit = own === '' ? null : ` ${own}`
  const figure = element(
    'figure',
    {
      'data-variable': variable.name,
      tabindex: 0,
      'aria-label': `${variable.name}${unit ?? ''}: chart`,
    },
    element('figcaption', {}, title, unit, note, readout.element),
    box,
    table,
  )
  let frames: readonly Frame[] = []
  let plot: uPlot | undefined
  let isVisible = false
  let drawn: Range | undefined
  let gone = false
  /** Whether what the server holds will not do: at first, and once it is known that values have changed. */
  let mustBeFresh = true
  const isGone = () => gone

  const columnCount = 2 + assets.length * names.length
  const empty = (): PlotData => [[], ...Array.from({ length: columnCount - 1 }, () => [])]
  let data: PlotData = empty()

  function start(width: number): void {
    const options = chartOptions(variable, assets, subject, width, height)
    options.hooks = { setSelect: [takeSelected], setCursor: [takeCursor] }
    plot = new uPlot(options, data, box)
    followGestures(plot.over, calls)
    plot.over.addEventListener('dblclick', () => calls.show(calls.whole()))
    applyRange(calls.range())
    ask(calls.range())
  }

  function applyRange(range: Range): void {
    plot?.batch(() => {
      plot!.setData(data, false)
      plot!.setScale('x', { min: range.start / 1e6, max: range.end / 1e6 })
    })
  }

  const ask = createLatest<Range>(async (range) => {
    if (plot === undefined || isGone()) return
    // Device pixels across: there are never more points than these.
    const points = Math.max(100, Math.floor(plot.bbox.width || plot.width))
    const isFresh = mustBeFresh
    const held = isFresh ? undefined : 'true'
    mustBeFresh = false
    const query = (asset: string) => ({
      asset,
      variable: variable.name,
      from: formatInstant(Math.floor(range.start / 1e6) * 1e6),
      to: formatInstant(Math.ceil(range.end / 1e6) * 1e6),
    })
    let fault = ''
    const keepFault = (error: unknown) => {
      fault = `no samples: ${error instanceof Error ? error.message : String(error)}`
    }
    const [samples, ...found] = await Promise.all([
      askSamples(range, points),
      ...assets.map((asset) =>
        askPoints({ ...query(asset), std: subject.withStd ? 'true' : undefined, held }, points),
      ),
    ]).catch((error: unknown) => {
      mustBeFresh ||= isFresh
      throw error
    })
    if (isGone()) return
    frames = found
    const isAtStart = variable.kind === 'direction' || isStepped(variable)
    const bins = toPlotData(found, names, isAtStart ? 0 : periodSeconds / 2)
    data = joinSamples(bins, samples)
    drawn = range
    note.textContent = fault
    applyRange(calls.range())
    figure.dataset['points'] = String(Math.max(...found.map(({ time }) => time.length)))
    figure.dataset['greatest'] = String(greatestOf(found))
    figure.dataset['samples'] = String(samples?.time.length ?? 0)
    figure.dataset['from'] = formatInstant(Math.floor(range.start / 1e6) * 1e6)
    figure.dataset['to'] = formatInstant(Math.ceil(range.end / 1e6) * 1e6)
    table.refresh()

    async function askSamples(range: Range, points: number): Promise<Frame | undefined> {
      if (!subject.hasSamples || range.end - range.start > longestSamples) return undefined
      // The bins are shown without them too, and it is said that they lack.
      const all = await askFrame('/api/samples', query(assets[0]!)).catch(keepFault)
      if (all === undefined || all.time.length === 0) return undefined
      return thinSamples(all, variable.name, range.start, range.end, points / 4)
    }
  }, calls.failed)

  /** Samples are rows of their own among the bins, in the column before all. */
  function joinSamples(bins: PlotData, samples: Frame | undefined): PlotData {
    const [times, ...columns] = bins
    if (samples === undefined) return [times, times.map(() => undefined), ...columns]
    const own: PlotData = toPlotData([samples], [variable.name], 0)
    return uPlot.join([own, bins], [own.map(() => 1), bins.map(() => 1)] as never) as PlotData
  }

  function takeSelected(chart: uPlot): void {
    const { left, width } = chart.select
    if (width < 4) return
    const range = {
      start: Math.round(chart.posToVal(left, 'x') * 1e6),
      end: Math.round(chart.posToVal(left + width, 'x') * 1e6),
    }
    chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
    // As it is, but an hour at least, and within what there is.
    calls.show(zoomRange(range, 0.5, 1, calls.whole()))
  }

  function takeCursor(chart: uPlot): void {
    const { left } = chart.cursor
    if (left === undefined || left < 0) {
      readout.clear()
      return
    }
    readout.show(
      chart.posToVal(left, 'x') * 1e6,
      frames,
      periodSeconds,
      variable.kind === 'direction',
      (at) => showTimeAndOffset(at, zone),
    )
  }

  followKeys(figure, calls, () => plot)
  watchWidth(box, (width) => {
    if (plot !== undefined) {
      plot.setSize({ width, height })
      ask(calls.range())
    } else if (isVisible) start(width)
  })
  const seen = new IntersectionObserver(
    (entries) => {
      isVisible = entries.at(-1)!.isIntersecting
      if (!isVisible) return
      const width = Math.floor(box.clientWidth)
      if (plot === undefined && width > 0) start(width)
      else if (plot !== undefined && drawn !== calls.range()) show(calls.range())
    },
    { rootMargin: '150px' },
  )
  seen.observe(figure)

  function show(range: Range): void {
    // What nobody sees is drawn when it is looked at, also the same interval: its values may be others.
    drawn = undefined
    if (!isVisible || plot === undefined) return
    applyRange(range)
    ask(range)
  }

  return {
    element: figure,
    show,
    refresh() {
      mustBeFresh = true
      show(calls.range())
    },
    destroy() {
      gone = true
      seen.disconnect()
      plot?.destroy()
      fill(figure)
    },
  }
}

/** The greatest value drawn: what scripts look at to see that no extreme is lost. */
function greatestOf(frames: readonly Frame[]): number {
  let greatest = -Infinity
  for (const { columns } of frames) {
    for (const value of columns.get('max') ?? columns.get('mean') ?? []) {
      if (value > greatest) greatest = value
    }
  }
  return greatest
}
