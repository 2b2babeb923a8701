import type { Metrics } from '../../http/metrics/create-metrics.ts'
import { addDays, dayInterval } from '../../time/day.ts'
import type { DayLetter, Days, LastSync } from '../api.ts'
import { dayStates } from '../read/day-letters.ts'
import { readDays } from '../read/read-days.ts'
import { readLastSync } from '../read/read-last-sync.ts'
import type { PageContext } from './page-context.ts'

interface Ledger {
  readonly days: Days
  readonly sync: LastSync | null
}

/** Days that have values, of whatever state: whole, partial, with conflicts, changed since, under way. */
const hasValues: readonly DayLetter[] = ['w', 'p', 'x', 'g', 'o']

/** Reading ten years of a farm's ledger takes 0.1 s: what one scrape asks for is asked once. */
const freshMilliseconds = 5000

/**
 * What the ledger says, for whoever is to be woken: days by state, the newest whole day of each asset, and the last
 * `sync`. Where the Target does not answer, `target_up` is 0 and the rest is not there: an old figure is none.
 */
export function addLedgerMetrics(metrics: Metrics, context: PageContext): void {
  const { target, wholePlant: plant, settings } = context
  const ledger = remember(async (): Promise<Ledger | undefined> => {
    try {
      const days = await readDays(target, await plant.facts(), settings, {}, await context.gone())
      return { days, sync: await readLastSync(target) }
    } catch {
      return undefined
    }
  })

  metrics.gauge('target_up', 'Whether the Target answers, and has a ledger.', async (set) => {
    set((await ledger()) === undefined ? 0 : 1)
  })
  metrics.gauge(
    'day_states',
    'Days of all assets, by what is known of them: as on the page, data-state.',
    async (set) => {
      const counts = (await ledger())?.days.counts
      if (counts === undefined) return
      for (const state of Object.values(dayStates)) set(counts[state], { state })
    },
    ['state'],
  )
  const newest = (kind: string, help: string, ended: (states: string) => number) =>
    metrics.gauge(
      `newest_${kind}_day_timestamp_seconds`,
      `${help}, in seconds since 1970; an asset without one is not there.`,
      async (set) => {
        const days = (await ledger())?.days
        if (days?.first == null) return
        for (const { asset, states } of days.assets) {
          const place = ended(states)
          if (place < 0) continue
          set(dayInterval(addDays(days.first, place), settings.timeZone).end / 1e6, { asset })
        }
      },
      ['asset'],
    )
  newest('whole', 'When the newest whole day of an asset ended', (states) =>
    states.lastIndexOf('w'),
  )
  newest('loaded', 'When the newest day of an asset that has values ended, or ends', (states) =>
    Math.max(...hasValues.map((letter) => states.lastIndexOf(letter))),
  )
  const ofSync = (name: string, help: string, look: (sync: LastSync) => number | undefined) =>
    metrics.gauge(name, help, async (set) => {
      const sync = (await ledger())?.sync
      const value = sync == null ? undefined : look(sync)
      if (value !== undefined) set(value)
    })
  ofSync(
    'last_sync_start_timestamp_seconds',
    'When the last sync began, in seconds since 1970.',
    (sync) => Date.parse(sync.startedAt) / 1000,
  )
  ofSync(
    'last_sync_duration_seconds',
    'How long the last sync took; not there while it is at work, or where it was cut off.',
    ({ startedAt, endedAt }) =>
      endedAt === null ? undefined : (Date.parse(endedAt) - Date.parse(startedAt)) / 1000,
  )
  ofSync('last_sync_failed', 'Whether the last sync failed, or a day of it did.', ({ failed }) =>
    failed ? 1 : 0,
  )
}

function remember<T>(look: () => Promise<T>): () => Promise<T> {
  let last: { readonly at: number; readonly answer: Promise<T> } | undefined
  return () => {
    if (last === undefined || performance.now() - last.at > freshMilliseconds) {
      last = { at: performance.now(), answer: look() }
    }
    return last.answer
  }
}
