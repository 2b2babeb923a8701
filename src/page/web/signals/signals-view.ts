import { element, fill } from '../dom/element.ts'
import { paletteOf } from '../colour/theme.ts'
import { isFarm, shownAsset, shownRange, shownZone, wholeRange } from '../page-state.ts'
import type { PageState, PageStore } from '../page-state.ts'
import { sayTrouble } from '../say-trouble.ts'
import type { Select } from '../selection/live-selection.ts'
import type { Range } from '../selection/selection.ts'
import { createChart } from './chart.ts'
import type { Chart, ChartCalls } from './chart.ts'
import { createRanger } from './ranger.ts'
import type { Ranger } from './ranger.ts'
import { shownVariables } from './shown-variables.ts'
import { signalsBar } from './signals-bar.ts'

/** A chart a variable, over each other in time, and the whole time below them. */
export function signalsView(store: PageStore, select: Select): HTMLElement {
  const charts = element('div', { class: 'charts' })
  const foot = element('div', { class: 'foot' })
  let made: Chart[] = []
  let ranger: Ranger | undefined

  const show = (range: Range) => select({ range })
  const calls: ChartCalls = {
    range: () => shownRange(store.state)!,
    whole: () => wholeRange(store.state)!,
    show: atNextFrame(show),
    failed: (error) => sayTrouble(store, error),
  }

  function make(): void {
    for (const chart of made) chart.destroy()
    ranger?.destroy()
    made = []
    ranger = undefined
    fill(charts)
    fill(foot)
    const { plant, theme, selection } = store.state
    const asset = shownAsset(store.state)
    if (plant === null || asset === null || wholeRange(store.state) === null) {
      // Of a plant that is not known, for want of a key say, nothing can be said.
      if (plant === null) return
      const hint = isFarm(store.state)
        ? 'Choose a turbine to see its signals.'
        : 'Nothing is loaded yet.'
      fill(charts, element('p', { class: 'quiet' }, hint))
      return
    }
    const palette = paletteOf(theme)
    const zone = shownZone(store.state)
    const assets = [asset, ...selection.others.filter((other) => other !== asset)]
    made = shownVariables(store.state).map((variable) =>
      createChart(
        {
          variable,
          assets,
          palette,
          zone,
          withStd: selection.withStd,
          periodSeconds: plant.periodSeconds,
          hasSamples: plant.hasSamples,
        },
        calls,
      ),
    )
    charts.append(...made.map((chart) => chart.element))
    const first = shownVariables(store.state)[0] ?? plant.variables[0]
    if (first === undefined) return
    ranger = createRanger(first, asset, palette, zone, calls)
    foot.append(ranger.element)
  }

  const key = (state: PageState) => [
    shownAsset(state),
    state.selection.others.join(),
    shownVariables(state)
      .map(({ name }) => name)
      .join(),
    state.selection.withStd,
    shownZone(state),
    state.theme,
    state.plant?.timeZone,
    state.plant?.first,
    state.plant?.last,
  ]
  const showRange = () => {
    const range = shownRange(store.state)
    if (range === null) return
    for (const chart of made) chart.show(range)
    ranger?.show(range)
  }
  store.follow(key, make)
  store.follow(({ selection }) => [selection.range, selection.day], showRange)
  store.follow(
    ({ round }) => [round],
    () => {
      for (const chart of made) chart.refresh()
      ranger?.refresh()
    },
  )
  return element(
    'section',
    { class: 'signals', 'aria-label': 'Signals' },
    signalsBar(store, select),
    charts,
    foot,
  )
}

/** Lets through what was last asked for before the screen is drawn again: a wheel turns faster. */
function atNextFrame<Wish>(act: (wish: Wish) => void): (wish: Wish) => void {
  let last: { readonly wish: Wish } | undefined
  return (wish) => {
    if (last === undefined) {
      requestAnimationFrame(() => {
        const { wish } = last!
        last = undefined
        act(wish)
      })
    }
    last = { wish }
  }
}
