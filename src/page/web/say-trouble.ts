import { Refusal } from './ask/refusal.ts'
import type { PageStore } from './page-state.ts'

/** Says what stands in the way: what is shown stays. */
export function sayTrouble(store: PageStore, error: unknown): void {
  if (error instanceof DOMException && error.name === 'AbortError') return
  if (!(error instanceof Refusal)) {
    const text = error instanceof Error ? error.message : String(error)
    store.set({ trouble: { text, remedy: '', needsKey: false } })
    return
  }
  const isTransient = error.status === 0 || error.status >= 500
  store.set({
    trouble: {
      text: error.message,
      remedy: isTransient ? 'What is shown stays; this page asks again by itself.' : '',
      needsKey: error.status === 401,
    },
  })
}
