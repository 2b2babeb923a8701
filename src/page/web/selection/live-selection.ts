import type { PageStore } from '../page-state.ts'
import { formatSelection, parseSelection } from './selection.ts'
import type { Known, Selection } from './selection.ts'

/** Changes what is chosen; with `isStep`, the browser's way back leads to what was chosen before. */
export type Select = (change: Partial<Selection>, isStep?: boolean) => void

/** How long the address waits for a zoom to come to rest, in milliseconds: browsers refuse to write it often. */
const rest = 250

/** Keeps the selection and the address the same. */
export function createSelect(store: PageStore): Select {
  let timer = 0
  const write = (isStep: boolean) => {
    clearTimeout(timer)
    const address = location.pathname + formatSelection(store.state.selection)
    if (isStep) history.pushState(null, '', address)
    else history.replaceState(null, '', address)
  }
  window.addEventListener('popstate', () => {
    clearTimeout(timer)
    readAddress(store)
  })
  return (change, isStep = false) => {
    // What the address asked for in vain has been read, and is no more in it.
    store.set({ selection: { ...store.state.selection, ...change }, addressFaults: [] })
    if (isStep) {
      write(true)
      return
    }
    clearTimeout(timer)
    timer = window.setTimeout(() => write(false), rest)
  }
}

/** Takes the selection from the address: what it asks for that is not there is said. */
export function readAddress(store: PageStore): void {
  const { plant, days } = store.state
  if (plant === null) return
  const known: Known = {
    assets: plant.assets,
    variables: plant.variables.map(({ name }) => name),
    first: earlier(plant.first, days?.first),
    last: later(plant.last, days?.last),
  }
  const { selection, faults } = parseSelection(location.search, known)
  store.set({ selection, addressFaults: faults })
}

function earlier(one: string | null, other: string | null | undefined): string | null {
  if (one === null || other === null || other === undefined) return one ?? other ?? null
  return one < other ? one : other
}

function later(one: string | null, other: string | null | undefined): string | null {
  if (one === null || other === null || other === undefined) return one ?? other ?? null
  return one > other ? one : other
}
