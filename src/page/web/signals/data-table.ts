import type { PlantVariable } from '../../api.ts'
import type { Frame } from '../../../frame/frame.ts'
import { showTimeAndOffset } from '../clock/show-time.ts'
import { element, fill } from '../dom/element.ts'
import { unitOf } from '../unit-of.ts'
import { nameOfMean } from './chart-options.ts'
import { showNumber } from './show-number.ts'

/** Rows that are written: a screen reader's patience ends before a browser's. */
const mostRows = 300

interface Shown {
  readonly frames: readonly Frame[]
  readonly names: readonly string[]
  readonly assets: readonly string[]
  readonly zone: string
  readonly variable: PlantVariable
}

/** A chart's points as a table, for who cannot see a canvas: made when it is opened. */
export function makeDataTable(shown: () => Shown): HTMLDetailsElement & { refresh(): void } {
  const body = element('div', {
    class: 'scrolling',
    tabindex: 0,
    role: 'region',
    'aria-label': 'Data',
  })
  const details = element(
    'details',
    { class: 'as-table' },
    element('summary', {}, 'as a table'),
    body,
  )
  const refresh = () => {
    if (details.open) fill(body, ...makeTables(shown()))
  }
  details.addEventListener('toggle', refresh)
  return Object.assign(details, { refresh })
}

function makeTables({ frames, names, assets, zone, variable }: Shown): HTMLElement[] {
  return frames.map(({ time, columns }, place) => {
    const rows = Math.min(mostRows, time.length)
    const said = names.map((name) => (name === 'mean' ? nameOfMean(variable) : name))
    const head = [`time (${zone})`, ...said].map((name) => element('th', { scope: 'col' }, name))
    const lines = Array.from({ length: rows }, (_, row) =>
      element(
        'tr',
        {},
        element('td', {}, showTimeAndOffset(time[row]!, zone)),
        ...names.map((name) => element('td', {}, showNumber(columns.get(name)?.[row], 6))),
      ),
    )
    const left =
      rows === time.length
        ? ''
        : `, the first ${rows} of ${time.length} points: zoom in, or download all`
    const unit = unitOf(variable, assets[place])
    const named = `${assets[place]!} ${variable.name} ${unit}`.trim()
    const caption = `${named}${left}`
    return element(
      'table',
      { class: 'data' },
      element('caption', {}, caption),
      element('thead', {}, element('tr', {}, ...head)),
      element('tbody', {}, ...lines),
    )
  })
}
