import { hasKey } from './ask/key.ts'
import { Refusal } from './ask/refusal.ts'
import type { PageStore, Trouble } from './page-state.ts'

/** Says what stands in the way: what is shown stays. */
export function sayTrouble(store: PageStore, error: unknown): void {
  if (error instanceof DOMException && error.name === 'AbortError') return
  const trouble = troubleOf(error)
  // The same one is not said again: who types a key would lose what is typed.
  if (JSON.stringify(trouble) !== JSON.stringify(store.state.trouble)) store.set({ trouble })
}

function troubleOf(error: unknown): Trouble {
  if (!(error instanceof Refusal)) {
    const text = error instanceof Error ? error.message : String(error)
    return { text, remedy: '', needsKey: false }
  }
  if (error.status === 401) {
    const text = hasKey() ? 'This is not the key of this page.' : 'This page opens with a key.'
    return { text, remedy: '', needsKey: true }
  }
  const isTransient = error.status === 0 || error.status >= 500
  return {
    text: error.message,
    remedy: isTransient ? 'What is shown stays; this page asks again by itself.' : '',
    needsKey: false,
  }
}
