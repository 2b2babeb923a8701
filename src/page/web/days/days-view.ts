import type { Days } from '../../api.ts'
import { countDays } from '../../../time/day.ts'
import { paletteOf } from '../colour/theme.ts'
import { element, fill } from '../dom/element.ts'
import { watchWidth } from '../dom/watch-width.ts'
import { shownAsset } from '../page-state.ts'
import type { PageStore } from '../page-state.ts'
import type { Select } from '../selection/live-selection.ts'
import { makeCalendar } from './calendar.ts'
import { countStates } from './count-states.ts'
import { stateOfLetter } from './day-codes.ts'
import { listCalendarDays } from './hook-cells.ts'
import type { ListedDay } from './hook-cells.ts'
import { makeLegend } from './legend.ts'
import { makeMatrix } from './matrix.ts'
import type { Matrix } from './matrix.ts'
import { moveFocus } from './move-focus.ts'
import { createTooltip } from './tooltip.ts'

/** All days at once: of one asset by weeks and years, of a farm asset by day. */
export function daysView(store: PageStore, select: Select): HTMLElement {
  const legend = element('div')
  const period = element('span', { class: 'choice' })
  const body = element('div', { class: 'days-body' })
  const title = element('h2', {}, 'Days')
  const tooltip = createTooltip()
  let filter: ReadonlySet<string> = new Set()
  /** The year of a farm's days; empty for the last 365, `all` for all. */
  let year = ''
  let width = 0
  let matrix: Matrix | undefined

  function draw(): void {
    const { state } = store
    const { days, plant, theme } = state
    matrix?.stop()
    if (days === null || plant === null || width === 0) return
    if (days.first === null || days.last === null || days.assets.length === 0) {
      fill(legend)
      fill(period)
      fill(body, element('p', { class: 'quiet' }, 'No day is known yet.'))
      return
    }
    const asset = shownAsset(state)
    const listed = listCalendarDays(days.first, countDays(days.first, days.last))
    const shown = days.assets.filter((of) => asset === null || of.asset === asset)
    const palette = paletteOf(theme)
    fill(
      legend,
      makeLegend(countStates(shown.map(({ states }) => states)), palette, filter, toggle),
    )
    title.textContent = asset === null || asset === '' ? 'Days' : `Days of ${asset}`
    section.classList.toggle('of-farm', asset === null)
    const look = { palette, filter, width }
    if (asset !== null) {
      fill(period, plant.assets.length > 1 ? makeWayBack() : null)
      const of = shown[0]
      fill(body, of === undefined ? 'No day of it is known yet.' : makeCalendar(listed, of, look))
    } else drawFarm(days, listed, look)
    markSelected()
  }

  function drawFarm(
    days: Days,
    listed: readonly ListedDay[],
    look: Parameters<typeof makeMatrix>[4],
  ): void {
    const [from, to] = daysOfYear(listed, year)
    const rows =
      filter.size === 0
        ? days.assets
        : days.assets.filter(({ states }) => hasAny(states.slice(from, to), filter))
    fill(period, makePeriodChoice(listed))
    matrix = makeMatrix(listed, rows, from, to, look, (asset) => select({ asset }, true))
    fill(body, matrix.element)
  }

  function makeWayBack(): HTMLElement {
    const click = () => select({ asset: null, others: [] }, true)
    return element(
      'button',
      { type: 'button', 'data-action': 'all-turbines', click },
      'all turbines',
    )
  }

  function makePeriodChoice(listed: readonly ListedDay[]): HTMLElement {
    const years = [...new Set(listed.map(({ day }) => day.slice(0, 4)))].reverse()
    const options = [
      ['', 'the last 365 days'],
      ...years.map((name) => [name, name]),
      ['all', 'all'],
    ]
    const choose = (event: Event) => {
      year = (event.target as HTMLSelectElement).value
      draw()
    }
    return element(
      'label',
      {},
      'Show ',
      element(
        'select',
        { change: choose },
        ...options.map(([value, name]) =>
          element('option', { value: value!, selected: value === year }, name),
        ),
      ),
    )
  }

  function toggle(letter: string): void {
    const next = new Set(filter)
    if (!next.delete(letter)) next.add(letter)
    filter = next
    draw()
    legend.querySelectorAll<HTMLElement>('button').forEach((button) => {
      if (button.dataset['filter'] === stateOfLetter(letter).state) button.focus()
    })
  }

  function markSelected(): void {
    const { selection } = store.state
    const asset = shownAsset(store.state)
    body.querySelector('[aria-selected=true]')?.setAttribute('aria-selected', 'false')
    const place = `[data-day="${selection.day ?? ''}"]`
    const cells = [...body.querySelectorAll<HTMLElement>(place)]
    const cell = cells.find(({ dataset }) => dataset['asset'] === (asset ?? selection.asset ?? ''))
    cell?.setAttribute('aria-selected', 'true')
    // One of them is reached by the tab key; arrows lead to the others.
    const entry = cell ?? body.querySelector<HTMLElement>('.cells [data-day]:last-child')
    body.querySelector('.cells [tabindex="0"]')?.setAttribute('tabindex', '-1')
    entry?.setAttribute('tabindex', '0')
  }

  const section = element(
    'section',
    { class: 'days', id: 'days', 'aria-label': 'Days' },
    element('header', {}, title, period),
    legend,
    body,
  )
  const cellOf = (event: Event) => (event.target as HTMLElement).closest<HTMLElement>('[data-day]')
  const choose = (cell: HTMLElement) => {
    const { day = null, asset = '' } = cell.dataset
    select(asset === '' ? { day, range: null } : { day, asset, range: null }, true)
  }
  body.addEventListener('click', (event) => {
    const cell = cellOf(event)
    if (cell !== null) choose(cell)
  })
  body.addEventListener('pointerover', (event) => {
    const cell = cellOf(event)
    if (cell === null) tooltip.hide()
    else tooltip.show(cell)
  })
  body.addEventListener('pointerleave', () => tooltip.hide())
  body.addEventListener('focusin', (event) => {
    const cell = cellOf(event)
    if (cell?.matches(':focus-visible')) tooltip.show(cell)
  })
  body.addEventListener('focusout', () => tooltip.hide())
  body.addEventListener('keydown', (event) => {
    const cell = cellOf(event)
    if (cell === null) return
    if (event.key === 'Escape') tooltip.hide()
    else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      choose(cell)
    } else if (moveFocus(body, cell, event.key)) event.preventDefault()
  })

  store.follow((state) => [state.days, state.plant?.assets, state.theme, shownAsset(state)], draw)
  store.follow((state) => [state.selection.day], markSelected)
  store.follow(
    (state) => [state.round],
    () => tooltip.forget(),
  )
  watchWidth(body, (now) => {
    width = now
    draw()
  })
  return section
}

function hasAny(states: string, letters: ReadonlySet<string>): boolean {
  return [...letters].some((letter) => states.includes(letter))
}

/** The places [from, to) of a year's days; of the last 365 where it is empty. */
function daysOfYear(listed: readonly ListedDay[], year: string): [number, number] {
  if (year === 'all') return [0, listed.length]
  if (year === '') return [Math.max(0, listed.length - 365), listed.length]
  const from = listed.findIndex(({ day }) => day.startsWith(year))
  return [from, listed.findLastIndex(({ day }) => day.startsWith(year)) + 1]
}
