import { curveView } from './curve/curve-view.ts'
import type { PageStore } from './page-state.ts'
import type { Select } from './selection/live-selection.ts'
import { signalsView } from './signals/signals-view.ts'

/** What stands below the first screen: a file of its own, which is fetched and read once that has been painted. */
export function belowViews(store: PageStore, select: Select): HTMLElement[] {
  return [signalsView(store, select), curveView(store)]
}
