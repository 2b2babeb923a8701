import { isUtc } from '../../../time/zone.ts'
import { keepTheme } from '../colour/theme.ts'
import { showStamp } from '../clock/show-time.ts'
import { element, fill } from '../dom/element.ts'
import { shownZone } from '../page-state.ts'
import type { PageStore } from '../page-state.ts'
import type { Select } from '../selection/live-selection.ts'

/** Name, clock and colours; what the last look at the Source found; and the sentence of the morning. */
export function headView(store: PageStore, select: Select): HTMLElement {
  const sync = element('span', { class: 'sync' })
  const controls = element('span', { class: 'controls' })
  const sentence = element('h1', { 'aria-live': 'polite' }, 'Minuano')

  store.follow(
    (state) => [state.plant, shownZone(state)],
    (plant, zone) => {
      if (plant === null) return
      const { lastSync, syncEverySeconds } = plant
      sync.classList.toggle('failed', lastSync?.failed === true)
      const every =
        syncEverySeconds === null ? '' : `looks at the Source every ${showSpan(syncEverySeconds)}`
      const last =
        lastSync === null
          ? ''
          : lastSync.endedAt === null
            ? `since ${showStamp(lastSync.startedAt, zone)}: ${lastSync.text}`
            : `${showStamp(lastSync.endedAt, zone)}: ${lastSync.text}`
      sync.textContent = [last, every].filter((text) => text !== '').join(' · ')
    },
  )
  store.follow(
    (state) => [state.plant?.timeZone, shownZone(state), state.theme],
    (own, zone, theme) => {
      const zones = [...new Set([own ?? 'UTC', 'UTC', zone])].filter(
        (name, place) => place === 0 || !(isUtc(name) && isUtc(own ?? 'UTC')),
      )
      const toggle = () => {
        const next = theme === 'dark' ? 'light' : 'dark'
        keepTheme(next)
        store.set({ theme: next })
      }
      fill(
        controls,
        element(
          'span',
          { class: 'spans', role: 'group', 'aria-label': 'Clock' },
          ...zones.map((name) =>
            element(
              'button',
              {
                type: 'button',
                'aria-pressed': String(name === zone),
                'data-zone': name,
                click: () => select({ zone: name === own ? null : name }),
              },
              name,
            ),
          ),
        ),
        element(
          'button',
          { type: 'button', 'data-action': 'theme', click: toggle },
          theme === 'dark' ? 'Light' : 'Dark',
        ),
      )
    },
  )
  store.follow(
    (state) => [state.overview?.sentence],
    (text) => {
      if (text !== undefined && sentence.textContent !== text) sentence.textContent = text
    },
  )
  return element(
    'header',
    { class: 'head' },
    element('div', { class: 'bar' }, element('span', { class: 'name' }, 'Minuano'), sync, controls),
    sentence,
  )
}

function showSpan(seconds: number): string {
  if (seconds % 3600 === 0) return seconds === 3600 ? 'hour' : `${seconds / 3600} hours`
  if (seconds % 60 === 0) return seconds === 60 ? 'minute' : `${seconds / 60} minutes`
  return seconds === 1 ? 'second' : `${seconds} seconds`
}
