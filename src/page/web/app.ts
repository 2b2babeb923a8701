import type { PageEvents } from '../api.ts'
import { followEvents } from './ask/follow-events.ts'
import { takeKeyFromAddress } from './ask/key.ts'
import { currentTheme, followSystemTheme } from './colour/theme.ts'
import { buildBelow } from './build-below.ts'
import { dayView } from './day/day-view.ts'
import { daysView } from './days/days-view.ts'
import { element } from './dom/element.ts'
import { createStore } from './dom/store.ts'
import { farmView } from './farm/farm-view.ts'
import { headView } from './head/head-view.ts'
import { noticesView } from './head/notices-view.ts'
import { isFarm } from './page-state.ts'
import type { PageState } from './page-state.ts'
import { createRefresh } from './refresh.ts'
import { sayTrouble } from './say-trouble.ts'
import { createSelect } from './selection/live-selection.ts'
import { nothingSelected } from './selection/selection.ts'

takeKeyFromAddress()
const store = createStore<PageState>({
  plant: null,
  overview: null,
  days: null,
  selection: nothingSelected,
  addressFaults: [],
  trouble: null,
  job: null,
  theme: currentTheme(),
  round: 0,
})
const refresh = createRefresh(store)
const select = createSelect(store)
// The server answers while the views are built.
refresh.all()

store.follow(
  (state) => [state.theme],
  (theme) => void (document.documentElement.dataset['theme'] = theme),
)
store.follow(
  (state) => [isFarm(state)],
  (isFarm) => void document.body.classList.toggle('is-farm', isFarm),
)
followSystemTheme(() => store.set({ theme: currentTheme() }))

const main = element(
  'main',
  {},
  noticesView(store, refresh.all),
  farmView(store, select),
  element('div', { class: 'days-and-day' }, daysView(store, select), dayView(store)),
)
document.querySelector('#page')!.replaceChildren(headView(store, select), main)

// What stands below the first screen is built once that has been painted.
let isBuilt = false
store.follow(
  ({ plant, trouble }) => [plant !== null || trouble !== null],
  (isKnown) => {
    if (!isKnown || isBuilt) return
    isBuilt = true
    buildBelow(main, store, select)
  },
)

void followEvents(
  ({ name, data }) => {
    if (name === 'job') store.set({ job: JSON.parse(data) as PageEvents['job'] })
    else if (name === 'changed') refresh.changed()
    else if (name === 'target') refresh.all()
  },
  () => refresh.connected(),
  (error) => sayTrouble(store, error),
)
