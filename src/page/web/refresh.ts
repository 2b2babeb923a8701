import type { Days, Job, Overview, Plant } from '../api.ts'
import { askJson } from './ask/ask.ts'
import type { PageStore } from './page-state.ts'
import { createLatest } from './signals/load-latest.ts'
import { sayTrouble } from './say-trouble.ts'
import { readAddress } from './selection/live-selection.ts'

/** How often the last 24 hours are asked for though nothing was heard, in milliseconds. */
const usual = 60_000
/** And after a failure. */
const soon = 3000

export interface Refresh {
  /** Asks for all that is shown again. */
  readonly all: () => void
  /** The ledger has changed: charts and details are old too. */
  readonly changed: () => void
  /** The events are heard: what happened before is asked for, unless it was just now. */
  connected(): void
}

/** Keeps what is shown fresh, and comes back by itself from whatever stood in the way. */
export function createRefresh(store: PageStore): Refresh {
  let timer = 0
  let isConnected = false
  let isOld = false

  async function askAll(hasChanged: boolean): Promise<void> {
    const wasInTrouble = store.state.trouble !== null || (store.state.plant?.fault ?? null) !== null
    const [plant, overview, days, job] = await Promise.all([
      askJson<Plant>('/api/plant'),
      settle(askJson<Overview>('/api/overview')),
      settle(askJson<Days>('/api/days')),
      settle(askJson<Job | null>('/api/job')),
    ])
    const isFirst = store.state.plant === null
    const { first, last, assets } = store.state.plant ?? {}
    const isDown = plant.fault !== null
    // A plant that cannot be read now has its lists from before, here too.
    const kept = isDown && plant.assets.length === 0 ? { ...plant, ...pickLists(store) } : plant
    const { state } = store
    store.set({
      plant: keepAlike(state.plant, kept),
      overview: keepAlike(state.overview, overview.answer),
      days: keepAlike(state.days, days.answer),
      job: job.error === undefined ? job.answer! : state.job,
      round: hasChanged || wasInTrouble ? state.round + 1 : state.round,
      trouble: null,
    })
    const isOther =
      first !== plant.first || last !== plant.last || assets?.join() !== plant.assets.join()
    if (isFirst || (isOther && location.search !== '' && !isDown)) readAddress(store)
    const error = overview.error ?? days.error ?? job.error
    if (error instanceof Error && !isDown) throw error
    if (isDown) throw new Down()
  }

  const all = createLatest(
    async () => {
      clearTimeout(timer)
      const hasChanged = isOld
      isOld = false
      try {
        await askAll(hasChanged)
        waitFor(usual)
      } catch (error) {
        isOld ||= hasChanged
        if (!(error instanceof Down)) sayTrouble(store, error)
        waitFor(soon)
      }
    },
    () => undefined,
  )

  function waitFor(pause: number): void {
    clearTimeout(timer)
    timer = window.setTimeout(all, pause)
  }

  const changed = () => {
    isOld = true
    all()
  }
  // Whoever met a trouble: that it is over is found out here.
  store.follow(
    ({ trouble }) => [trouble],
    (trouble) => {
      if (trouble !== null && !trouble.needsKey) waitFor(soon)
    },
  )
  return {
    all,
    changed,
    connected() {
      // The first time all has been asked for just now.
      if (isConnected) changed()
      isConnected = true
    },
  }
}

/** The plant says itself what is wrong: it is asked again soon. */
class Down extends Error {
  override readonly name = 'Down'
}

/** The known object where the answer says the same: nothing is then drawn again. The clock does not count. */
function keepAlike<Answer extends object>(
  known: Answer | null,
  answer: Answer | undefined,
): Answer | null {
  if (answer === undefined) return known
  if (known === null) return answer
  const text = (value: Answer) => JSON.stringify({ ...value, now: '' })
  return text(known) === text(answer) ? known : answer
}

interface Settled<Answer> {
  readonly answer?: Answer
  readonly error?: unknown
}

async function settle<Answer>(asked: Promise<Answer>): Promise<Settled<Answer>> {
  try {
    return { answer: await asked }
  } catch (error) {
    return { error }
  }
}

function pickLists({ state }: PageStore): Partial<Plant> {
  if (state.plant === null) return {}
  const { assets, variables, first, last, wind, power, ratedPower, ratedPowerFrom } = state.plant
  return { assets, variables, first, last, wind, power, ratedPower, ratedPowerFrom }
}
