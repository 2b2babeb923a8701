import uPlot from 'uplot'
import type { Curve } from '../../api.ts'
import { formatInstant } from '../../../time/instant.ts'
import { askJson } from '../ask/ask.ts'
import { paletteOf } from '../colour/theme.ts'
import { element, fill } from '../dom/element.ts'
import { watchWidth } from '../dom/watch-width.ts'
import { shownAsset, shownRange } from '../page-state.ts'
import type { PageStore } from '../page-state.ts'
import { sayTrouble } from '../say-trouble.ts'
import { createLatest } from '../signals/load-latest.ts'
import { showNumber } from '../signals/show-number.ts'
import { curveOptions } from './curve-options.ts'
import { drawDensity } from './draw-density.ts'

/** How long a zoom must rest before its curve is asked for, in milliseconds. */
const rest = 250

/** Power against wind speed, of the charts' interval. */
export function curveView(store: PageStore): HTMLElement {
  const box = element('div', { class: 'plot' })
  const said = element('p', { class: 'quiet' })
  const readout = element('output', { class: 'readout' })
  const table = element('div', {
    class: 'scrolling',
    tabindex: 0,
    role: 'region',
    'aria-label': 'Bins',
  })
  const details = element(
    'details',
    { class: 'as-table' },
    element('summary', {}, 'as a table'),
    table,
  )
  const figure = element(
    'figure',
    { class: 'curve-figure', 'aria-label': 'Power curve: chart' },
    element('figcaption', {}, readout),
    box,
    details,
  )
  let curve: Curve | null = null
  /** Whose it is: another turbine may be chosen by now, whose own is not there yet. */
  let curveAsset: string | null = null
  let plot: uPlot | undefined
  let width = 0
  let isVisible = false
  let asked = ''
  let timer = 0

  const ask = createLatest(
    async () => {
      const { plant, round } = store.state
      const asset = shownAsset(store.state)
      const range = shownRange(store.state)
      if (plant === null || asset === null || range === null) return
      const query = { asset, from: formatInstant(range.start), to: formatInstant(range.end) }
      const key = JSON.stringify([query, round])
      if (key === asked) return
      if (asset !== curveAsset) {
        curve = null
        asked = ''
        draw()
      }
      const answer = await askJson<Curve>('/api/curve', query)
      ;[curve, curveAsset, asked] = [answer, asset, key]
      draw()
    },
    (error) => sayTrouble(store, error),
  )

  function draw(): void {
    plot?.destroy()
    plot = undefined
    const asset = curveAsset
    if (curve === null || asset === null) {
      said.textContent = ''
      readout.textContent = ''
      fill(table)
    }
    if (curve === null || width === 0 || asset === null || shownAsset(store.state) === null) return
    const used = curve.used * (store.state.plant!.periodSeconds / 3600)
    said.textContent = `${asset === '' ? '' : `${asset}: `}${showNumber(used, 3)} hours of the interval shown${
      curve.leftOut === 0
        ? ''
        : `; ${curve.leftOut.toLocaleString('en')} bins left out that lack wind or power`
    }. Filled: at least 30 minutes of data; hollow: less.`
    const palette = paletteOf(store.state.theme)
    const shown = curve
    const rated = shown.ratedPower ?? store.state.plant!.ratedPower[asset] ?? null
    const options = curveOptions(shown, rated, palette, width)
    options.hooks = {
      drawClear: [(chart) => drawDensity(chart, shown, palette)],
      setCursor: [(chart) => showBin(shown, chart.cursor.idx ?? -1)],
    }
    const power = (isHollow: boolean) =>
      shown.bins.map((bin) => (bin.isHollow === isHollow ? bin.meanPower : null))
    const data = [
      shown.bins.map(({ wind }) => wind),
      shown.bins.map(({ meanPower }) => meanPower),
      power(false),
      power(true),
    ]
    plot = new uPlot(options, data as uPlot.AlignedData, box)
    figure.dataset['bins'] = String(shown.bins.length)
    fill(table, makeTable(shown))
  }

  function showBin(shown: Curve, index: number): void {
    const bin = shown.bins[index]
    if (bin === undefined) return void (readout.textContent = '')
    const [wind, power] = [shown.windUnit ?? '', shown.powerUnit ?? '']
    readout.textContent = `${bin.wind} ${wind}: mean ${showNumber(bin.meanPower, 5)} ${power}, ${bin.minutes.toLocaleString('en')} minutes`
  }

  const later = () => {
    if (!isVisible) return
    clearTimeout(timer)
    timer = window.setTimeout(() => ask(), asked === '' ? 0 : rest)
  }
  watchWidth(box, (now) => {
    width = now
    draw()
  })
  new IntersectionObserver(
    (entries) => {
      isVisible = entries.at(-1)!.isIntersecting
      later()
    },
    { rootMargin: '100px' },
  ).observe(figure)
  const section = element(
    'section',
    { class: 'curve', 'aria-label': 'Power curve' },
    element(
      'header',
      {},
      element('h2', {}, 'Power curve'),
      element(
        'span',
        { class: 'quiet' },
        'operational curve from nacelle wind, not IEC 61400-12-1’s',
      ),
    ),
    said,
    figure,
  )
  store.follow((state) => [state.theme], draw)
  store.follow(
    (state) => [
      shownAsset(state),
      state.selection.range,
      state.selection.day,
      state.round,
      state.plant,
    ],
    () => {
      const { plant } = store.state
      const isThere = plant !== null && plant.wind !== null && plant.power !== null
      section.hidden = !isThere || shownAsset(store.state) === null
      later()
    },
  )
  return section
}

function makeTable({ bins, windUnit, powerUnit }: Curve): HTMLElement {
  return element(
    'table',
    { class: 'data' },
    element('caption', {}, 'Bins of 0.5 m/s'),
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        ...[`wind ${windUnit ?? ''}`, `mean power ${powerUnit ?? ''}`, 'minutes of data'].map(
          (name) => element('th', { scope: 'col' }, name),
        ),
      ),
    ),
    element(
      'tbody',
      {},
      ...bins.map(({ wind, meanPower, minutes, isHollow }) =>
        element(
          'tr',
          {},
          element('td', {}, String(wind)),
          element('td', {}, showNumber(meanPower, 5)),
          element('td', {}, minutes.toLocaleString('en'), isHollow ? ' (few)' : null),
        ),
      ),
    ),
  )
}
