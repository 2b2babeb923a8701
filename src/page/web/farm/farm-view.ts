import type { Overview, OverviewAsset, Plant } from '../../api.ts'
import { paletteOf } from '../colour/theme.ts'
import { makeSign } from '../days/legend.ts'
import { element, fill } from '../dom/element.ts'
import { watchWidth } from '../dom/watch-width.ts'
import { createWhenNear } from '../dom/when-near.ts'
import { shownZone } from '../page-state.ts'
import type { PageStore } from '../page-state.ts'
import type { Select } from '../selection/live-selection.ts'
import { formatSelection } from '../selection/selection.ts'
import { showNumber } from '../signals/show-number.ts'
import { showStamp } from '../clock/show-time.ts'
import { cellStates, sayCells } from './cell-codes.ts'
import { drawCell } from './draw-cell.ts'
import { drawRow, rowHeight } from './draw-row.ts'
import { makeHourScale } from './hour-scale.ts'
import { pressColumn, sortRows } from './sort-rows.ts'
import type { SortKey, Sorting } from './sort-rows.ts'

/** Rows that are drawn at once; the others are, when they are nearly seen. */
const mostAtOnce = 12

/** The last 24 hours, a row a turbine, the worst first. */
export function farmView(store: PageStore, select: Select): HTMLElement {
  const span = element('span', { class: 'quiet' })
  const legend = element('div', { class: 'legend' })
  const body = element('div', { class: 'farm-body' })
  let sorting: Sorting = { key: 'rank', isDescending: false }
  let width = 0
  const near = createWhenNear()

  function draw(): void {
    const { overview, plant, theme } = store.state
    if (overview === null || plant === null || width === 0) return
    const palette = paletteOf(theme)
    const zone = shownZone(store.state)
    span.textContent =
      overview.from === null || overview.to === null
        ? ''
        : `${showStamp(overview.from, zone)} to ${showStamp(overview.to, zone)}, ${zone}`
    const signs = cellStates.map(({ letter, name, meaning }) =>
      element(
        'span',
        { class: 'legend-entry', title: meaning },
        makeSign((context, cell) => drawCell(context, palette, letter, cell)),
        ` ${name}`,
      ),
    )
    fill(legend, ...signs, plant.wind === null ? null : element('span', {}, '— wind, above'))
    if (overview.from === null || overview.assets.length === 0) {
      fill(body, element('p', { class: 'quiet' }, 'Nothing is loaded yet.'))
      return
    }
    worstFirst.setAttribute('aria-pressed', String(sorting.key === 'rank'))
    const active = document.activeElement?.getAttribute('data-sort')
    fill(body, makeTable(overview, plant))
    if (active) body.querySelector<HTMLElement>(`[data-sort="${active}"]`)?.focus()
  }

  function makeTable(overview: Overview, plant: Plant): HTMLElement {
    near.stop()
    const palette = paletteOf(store.state.theme)
    const isNarrow = width < 620
    const names = overview.assets.length > 1 || overview.assets[0]?.asset !== ''
    const cellsWidth = Math.max(120, width - (names ? 92 : 8) - (isNarrow ? 84 : 262))
    const winds = overview.assets.flatMap(({ wind }) => wind).filter((speed) => speed !== null)
    const greatest = winds.reduce((most, speed) => Math.max(most, speed), 12)
    const unitOf = (name: string | null) =>
      plant.variables.find((variable) => variable.name === name)?.unit ?? ''
    const day = overview.meanDay === null ? '' : `mean of ${overview.meanDay}`
    const rows = sortRows(overview.assets, sorting).map((row, place) => {
      const canvas = element('canvas', { role: 'img', 'aria-label': sayCells(row.cells) })
      const drawCells = () => drawRow(canvas, row, palette, cellsWidth, greatest)
      if (place < mostAtOnce) drawCells()
      else {
        canvas.style.width = `${cellsWidth}px`
        canvas.style.height = `${rowHeight}px`
        near.watch(canvas, drawCells)
      }
      const said = sayTrouble(row, shownZone(store.state))
      return element(
        'tr',
        {
          'data-asset': row.asset,
          class: row.asset === store.state.selection.asset ? 'chosen' : '',
        },
        names ? element('th', { scope: 'row' }, makeLink(row.asset)) : null,
        element(
          'td',
          { class: 'strip' },
          canvas,
          said === '' ? null : element('span', { class: 'said' }, said),
        ),
        element('td', { class: 'figure' }, showPercent(row.coverage)),
        isNarrow ? null : element('td', { class: 'figure' }, showNumber(row.meanPower, 4)),
        isNarrow ? null : element('td', { class: 'figure' }, showNumber(row.meanWind, 3)),
      )
    })
    const heads = [
      names ? makeHead('asset', 'Turbine', '') : null,
      element('th', { scope: 'col' }, makeHourScale(overview, shownZone(store.state), cellsWidth)),
      makeHead('coverage', 'Coverage', 'of these 24 hours'),
      isNarrow ? null : makeHead('meanPower', `Power ${unitOf(plant.power)}`, day),
      isNarrow ? null : makeHead('meanWind', `Wind ${unitOf(plant.wind)}`, day),
    ]
    return element(
      'table',
      { class: 'farm' },
      element('thead', {}, element('tr', {}, ...heads)),
      element('tbody', {}, ...rows),
    )
  }

  function makeHead(key: SortKey, name: string, title: string): HTMLElement {
    const isOn = sorting.key === key
    const press = () => {
      sorting = pressColumn(sorting, key)
      draw()
    }
    return element(
      'th',
      {
        scope: 'col',
        'aria-sort': isOn ? (sorting.isDescending ? 'descending' : 'ascending') : 'none',
      },
      element('button', { type: 'button', 'data-sort': key, title, click: press }, name),
    )
  }

  function makeLink(asset: string): HTMLElement {
    const { selection } = store.state
    const click = (event: MouseEvent) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return
      event.preventDefault()
      select({ asset }, true)
      document.querySelector('#days')?.scrollIntoView({ block: 'start' })
    }
    return element('a', { href: formatSelection({ ...selection, asset }), click }, asset)
  }

  const sortByRank = () => {
    sorting = { key: 'rank', isDescending: false }
    draw()
  }
  const worstFirst = element(
    'button',
    { type: 'button', class: 'farm-only', 'data-sort': 'rank', click: sortByRank },
    'worst first',
  )
  store.follow(
    (state) => [state.overview, state.plant, state.theme, state.selection.asset, shownZone(state)],
    draw,
  )
  watchWidth(body, (now) => {
    width = now
    draw()
  })
  return element(
    'section',
    { class: 'last-day', 'aria-label': 'The last 24 hours' },
    element('header', {}, element('h2', {}, 'Last 24 hours'), span, worstFirst),
    legend,
    body,
  )
}

/** What is wrong with a turbine now, in words; empty where nothing is. */
function sayTrouble(row: OverviewAsset, zone: string): string {
  return [
    row.silentSince === null ? '' : `silent since ${showStamp(row.silentSince, zone)}`,
    row.stoppedSince === null ? '' : `stopped in wind since ${showStamp(row.stoppedSince, zone)}`,
    row.suspectWhy === null ? '' : `suspect: ${row.suspectWhy}`,
  ]
    .filter((text) => text !== '')
    .join('; ')
}

function showPercent(part: number | null): string {
  if (part === null) return '–'
  // Never 100 for less.
  return `${part >= 1 ? 100 : Math.min(99.9, Math.round(part * 1000) / 10)} %`
}
