import { element, fill } from '../dom/element.ts'
import type { PageStore } from '../page-state.ts'

/** How far the load is, and how it ended, in words that are read aloud too. */
export function jobView(store: PageStore): HTMLElement {
  const text = element('p', { role: 'status', 'aria-live': 'polite' })
  const bar = element('div')
  store.follow(
    (state) => [state.job],
    (job) => {
      text.textContent = job === null ? '' : `${job.what}: ${job.text}`
      text.dataset['state'] = job?.state ?? ''
      if (job?.state !== 'running') {
        fill(bar)
        return
      }
      const attributes = job.of > 0 ? { max: job.of, value: job.done } : {}
      fill(bar, element('progress', { ...attributes, 'aria-label': job.what }))
    },
  )
  return element('div', { class: 'job' }, bar, text)
}
