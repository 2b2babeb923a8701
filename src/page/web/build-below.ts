import { afterPaint } from './dom/after-paint.ts'
import { element } from './dom/element.ts'
import type { PageStore } from './page-state.ts'
import type { Select } from './selection/live-selection.ts'

/** Until its file is asked for again, in milliseconds. */
const pause = 3000

/**
 * Puts what stands below the first screen under it, once that has been painted. For as long as its file cannot be had,
 * that is said in its place.
 */
export function buildBelow(main: HTMLElement, store: PageStore, select: Select): void {
  const lacking = element(
    'p',
    { class: 'notice', role: 'alert' },
    element('strong', {}, 'The charts cannot be loaded.'),
    ' They are asked for again by themselves; where they do not come, load this page again.',
  )
  const build = () => {
    import('./below.ts').then(
      ({ belowViews }) => {
        lacking.remove()
        main.append(...belowViews(store, select))
      },
      () => {
        if (!lacking.isConnected) main.append(lacking)
        setTimeout(build, pause)
      },
    )
  }
  afterPaint(build)
}
