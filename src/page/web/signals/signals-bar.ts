import { dayInterval, dayOf } from '../../../time/day.ts'
import { formatInstant } from '../../../time/instant.ts'
import { withQuery } from '../ask/ask.ts'
import { showInterval } from '../clock/show-time.ts'
import { download } from '../dom/download.ts'
import { element, fill } from '../dom/element.ts'
import { isFarm, shownAsset, shownRange, shownZone, wholeRange } from '../page-state.ts'
import type { PageStore } from '../page-state.ts'
import { sayTrouble } from '../say-trouble.ts'
import type { Select } from '../selection/live-selection.ts'
import { panRange, zoomRange } from './zoom-range.ts'
import { shownVariables } from './shown-variables.ts'

const spans: readonly (readonly [string, number])[] = [
  ['hour', 3600e6],
  ['day', 86_400e6],
  ['week', 7 * 86_400e6],
  ['month', 30 * 86_400e6],
  ['year', 365 * 86_400e6],
]

/** What is shown in the charts: the turbine, the interval, the variables, and the way to take it along. */
export function signalsBar(store: PageStore, select: Select): HTMLElement {
  const choices = element('div', { class: 'choices' })
  const span = element('span', { class: 'quiet', id: 'interval' })

  function draw(): void {
    const { plant, selection } = store.state
    if (plant === null) return
    const asset = shownAsset(store.state)
    fill(
      choices,
      ...(isFarm(store.state) ? [makeAssetChoice(plant.assets, asset)] : []),
      isFarm(store.state) && asset !== null ? makeOthersChoice(plant.assets, asset) : null,
      makeVariableChoice(),
      element(
        'label',
        {},
        element('input', {
          type: 'checkbox',
          name: 'std',
          checked: selection.withStd,
          change: (event: Event) => select({ withStd: (event.target as HTMLInputElement).checked }),
        }),
        ' std',
      ),
      // Without a turbine there is no chart, and no file.
      ...(asset === null ? [] : [makeSpans(), makeDownload()]),
    )
  }

  function makeAssetChoice(assets: readonly string[], asset: string | null): HTMLElement {
    const change = (event: Event) => {
      const { value } = event.target as HTMLSelectElement
      select({ asset: value === '' ? null : value, others: [] }, true)
    }
    const none = element('option', { value: '', selected: asset === null }, 'all turbines')
    const options = assets.map((name) =>
      element('option', { value: name, selected: name === asset }, name),
    )
    return element(
      'label',
      {},
      'Turbine ',
      element('select', { name: 'asset', change }, none, ...options),
    )
  }

  function makeOthersChoice(assets: readonly string[], asset: string): HTMLElement {
    const { others } = store.state.selection
    const boxes = assets
      .filter((name) => name !== asset)
      .map((name) =>
        checkbox(name, others.includes(name), (isOn) =>
          select({
            others: isOn
              ? [...store.state.selection.others, name]
              : store.state.selection.others.filter((other) => other !== name),
          }),
        ),
      )
    const title = others.length === 0 ? 'Compare' : `Compared with ${others.length}`
    return menu('others', title, boxes)
  }

  function makeVariableChoice(): HTMLElement {
    const shown = new Set(shownVariables(store.state).map(({ name }) => name))
    const boxes = store.state.plant!.variables.map(({ name }) =>
      checkbox(name, shown.has(name), (isOn) => {
        const now = new Set(shownVariables(store.state).map((variable) => variable.name))
        if (isOn) now.add(name)
        else now.delete(name)
        select({ variables: [...now] })
      }),
    )
    return menu('variables', `Variables: ${shown.size} of ${boxes.length}`, boxes)
  }

  function makeSpans(): HTMLElement {
    const act =
      (change: (range: { start: number; end: number }) => { start: number; end: number }) => () => {
        const range = shownRange(store.state)
        if (range !== null) select({ range: change(range) })
      }
    const whole = () => wholeRange(store.state)!
    const buttons = spans.map(([name, length]) =>
      button(
        name,
        act((range) => {
          if (name === 'day') {
            const { timeZone } = store.state.plant!
            const last = Math.min(range.end, whole().end) - 1
            return dayInterval(dayOf(last, timeZone), timeZone)
          }
          return zoomRange(range, 1, length / (range.end - range.start), whole())
        }),
      ),
    )
    return element(
      'span',
      { class: 'spans', role: 'group', 'aria-label': 'Interval' },
      button(
        '‹',
        act((range) => panRange(range, -1, whole())),
        'earlier',
      ),
      ...buttons,
      button(
        'all',
        act(() => whole()),
      ),
      button(
        '›',
        act((range) => panRange(range, 1, whole())),
        'later',
      ),
    )
  }

  function makeDownload(): HTMLElement {
    const get = (format: 'csv' | 'arrow') => () => {
      const range = shownRange(store.state)
      const asset = shownAsset(store.state)
      if (range === null || asset === null) return
      // A file has one turbine: each that is shown comes in one of its own.
      for (const one of [asset, ...store.state.selection.others]) {
        const path = withQuery('/api/export', {
          asset: one,
          variables: shownVariables(store.state)
            .map(({ name }) => name)
            .join(','),
          from: formatInstant(range.start),
          to: formatInstant(range.end),
          format,
          reasons: 'true',
        })
        void download(path).catch((error: unknown) => sayTrouble(store, error))
      }
    }
    return element(
      'span',
      { class: 'spans', role: 'group', 'aria-label': 'Download what is shown' },
      button('CSV', get('csv'), 'Download what is shown as CSV', 'download-csv'),
      button('Arrow', get('arrow'), 'Download what is shown as Arrow', 'download-arrow'),
    )
  }

  store.follow(
    (state) => [
      state.plant,
      shownAsset(state),
      state.selection.others,
      state.selection.variables,
      state.selection.withStd,
    ],
    draw,
  )
  store.follow(
    (state) => [state.selection.range, state.selection.day, state.plant, shownZone(state)],
    () => {
      const range = shownRange(store.state)
      const zone = shownZone(store.state)
      span.textContent = range === null ? '' : showInterval(range, zone)
    },
  )
  return element('header', {}, element('h2', {}, 'Signals'), span, choices)
}

function button(name: string, click: () => void, title?: string, action?: string): HTMLElement {
  const attributes = { type: 'button', click, title, 'aria-label': title, 'data-action': action }
  return element('button', attributes, name)
}

function checkbox(name: string, isOn: boolean, change: (isOn: boolean) => void): HTMLElement {
  return element(
    'label',
    {},
    element('input', {
      type: 'checkbox',
      value: name,
      checked: isOn,
      change: (event: Event) => change((event.target as HTMLInputElement).checked),
    }),
    ` ${name}`,
  )
}

/** Menus that are open stay so when what they offer is drawn again. */
const open = new Set<string>()

function menu(id: string, title: string, entries: readonly HTMLElement[]): HTMLElement {
  const details = element(
    'details',
    { class: 'menu', open: open.has(id) },
    element('summary', {}, title),
    element('div', { class: 'menu-entries' }, ...entries),
  )
  details.addEventListener('toggle', () => {
    if (details.open) open.add(id)
    else open.delete(id)
  })
  return details
}
