import type { DayDetail, VariableDay } from '../../api.ts'
import { askJson } from '../ask/ask.ts'
import { showStamp } from '../clock/show-time.ts'
import { copyText } from '../dom/copy-text.ts'
import { element, fill } from '../dom/element.ts'
import { jobView } from '../job/job-view.ts'
import { startLoad } from '../job/start-load.ts'
import { binsView } from './bins-view.ts'
import { isFarm, shownAsset, shownZone } from '../page-state.ts'
import type { PageStore } from '../page-state.ts'
import { sayTrouble } from '../say-trouble.ts'

/** Why the chosen day is as it is, and what to do about it. */
export function dayView(store: PageStore): HTMLElement {
  const body = element('div', { class: 'day-body' })
  const actions = element('div', { class: 'actions' })
  let detail: DayDetail | null = null
  let asking = 0

  async function find(): Promise<void> {
    const { selection } = store.state
    const asset = shownAsset(store.state)
    const turn = ++asking
    if (selection.day === null || asset === null) {
      detail = null
      show()
      return
    }
    try {
      const found = await askJson<DayDetail>('/api/day', { asset, day: selection.day })
      if (turn !== asking) return
      detail = found
      show()
      showActions()
    } catch (error) {
      if (turn === asking) sayTrouble(store, error)
    }
  }

  function show(): void {
    const { selection } = store.state
    if (detail === null) {
      const what = selection.day === null || !isFarm(store.state) ? 'a day' : 'a turbine'
      fill(body, element('p', { class: 'quiet' }, `Choose ${what} to see why it is as it is.`))
      return
    }
    const { command } = detail
    fill(
      body,
      element('h3', { 'data-state': detail.state }, detail.title),
      ...detail.reasons.map((reason) => element('p', {}, reason)),
      ...detail.remedies.map(({ code, text }) =>
        element('p', { class: 'remedy' }, element('code', {}, code), ' ', text),
      ),
      command === null ? null : makeCommand(command),
      detail.variables.length === 0 ? null : makeTable(detail.variables),
      detail.bins.length === 0 ? null : binsView(detail.bins, shownZone(store.state)),
      detail.loadedAt === null
        ? null
        : element(
            'p',
            { class: 'quiet' },
            `Loaded ${showStamp(detail.loadedAt, shownZone(store.state))}.`,
          ),
    )
  }

  function showActions(): void {
    const { plant, job, selection, days } = store.state
    if (plant?.canAct !== true) {
      fill(actions)
      return
    }
    const asset = shownAsset(store.state)
    const isBusy = job?.state === 'running'
    const missing = days?.counts.missing ?? 0
    const { day } = selection
    fill(
      actions,
      day === null || asset === null || (detail?.isClosed === true && detail.day === day)
        ? null
        : element(
            'button',
            {
              type: 'button',
              class: 'primary',
              'data-action': 'load-day',
              disabled: isBusy,
              click: () => void startLoad(store, { asset: asset === '' ? null : asset, day }),
            },
            'Load this day',
          ),
      element(
        'button',
        {
          type: 'button',
          'data-action': 'load-missing',
          disabled: isBusy,
          title: `${missing} days are not loaded though the Source has them`,
          click: () => void startLoad(store, { missing: true }),
        },
        'Load all that is missing',
      ),
    )
  }

  store.follow(
    (state) => [state.selection.day, shownAsset(state), state.round],
    () => void find(),
  )
  store.follow(
    (state) => [state.plant?.canAct, state.job, state.selection.day, shownAsset(state), state.days],
    showActions,
  )
  return element(
    'aside',
    { class: 'day', 'aria-label': 'The chosen day' },
    element('h2', {}, 'Why, and what to do'),
    body,
    actions,
    jobView(store),
  )
}

function makeCommand(command: string): HTMLElement {
  const button = element('button', { type: 'button', class: 'copy' }, 'Copy')
  button.addEventListener('click', () => {
    void copyText(command).then((isCopied) => {
      button.textContent = isCopied ? 'Copied' : 'Select it by hand'
    })
  })
  return element('div', { class: 'command' }, element('code', { tabindex: 0 }, command), button)
}

const columns: readonly (readonly [keyof VariableDay, string])[] = [
  ['expected', 'expected'],
  ['valid', 'valid'],
  ['missing', 'missing'],
  ['outOfRange', 'out of range'],
  ['duplicates', 'duplicates'],
  ['conflicts', 'conflicts'],
  ['excess', 'excess'],
  ['ambiguous', 'ambiguous'],
  ['frozen', 'frozen'],
]

/** Samples by variable; columns in which all are 0 are left out. */
function makeTable(variables: readonly VariableDay[]): HTMLElement {
  const used = columns.filter(
    ([name], place) => place < 3 || variables.some((variable) => Number(variable[name] ?? 0) > 0),
  )
  const count = (value: VariableDay[keyof VariableDay]) =>
    typeof value === 'number' ? value.toLocaleString('en') : '–'
  return element(
    'div',
    { class: 'scrolling', tabindex: 0, role: 'region', 'aria-label': 'Samples by variable' },
    element(
      'table',
      { class: 'samples' },
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          element('th', { scope: 'col' }, 'samples'),
          ...used.map(([, name]) => element('th', { scope: 'col' }, name)),
          element('th', { scope: 'col' }, 'covered'),
        ),
      ),
      element(
        'tbody',
        {},
        ...variables.map((variable) =>
          element(
            'tr',
            {},
            element('th', { scope: 'row' }, variable.variable),
            ...used.map(([name]) => element('td', {}, count(variable[name]))),
            element(
              'td',
              {},
              variable.coverage === null ? '–' : `${Math.floor(variable.coverage * 1000) / 10} %`,
            ),
          ),
        ),
      ),
    ),
  )
}
