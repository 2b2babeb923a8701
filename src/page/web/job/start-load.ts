import type { Job, LoadRequest } from '../../api.ts'
import { postJson } from '../ask/ask.ts'
import { Refusal } from '../ask/refusal.ts'
import type { PageStore } from '../page-state.ts'
import { sayTrouble } from '../say-trouble.ts'

/** Asks `up` for a load. Where one runs already, this window follows that one. */
export async function startLoad(store: PageStore, request: LoadRequest): Promise<void> {
  try {
    store.set({ job: await postJson<Job>('/api/load', request) })
  } catch (error) {
    const running = error instanceof Refusal && error.status === 409 ? error.problem['job'] : null
    if (running) store.set({ job: running as Job })
    else sayTrouble(store, error)
  }
}
