import type { Days, Job, Overview, Plant } from '../api.ts'
import type { Theme } from './colour/theme.ts'
import { dayInterval } from '../../time/day.ts'
import type { Store } from './dom/store.ts'
import type { Range, Selection } from './selection/selection.ts'

/** What stands in the way of fresh figures: those shown stay. */
export interface Trouble {
  readonly text: string
  /** What to do: a command, or a sentence. */
  readonly remedy: string
  readonly needsKey: boolean
}

export interface PageState {
  readonly plant: Plant | null
  readonly overview: Overview | null
  readonly days: Days | null
  readonly selection: Selection
  /** What the address asks for that is not there. */
  readonly addressFaults: readonly string[]
  readonly trouble: Trouble | null
  readonly job: Job | null
  readonly theme: Theme
  /** Counts the changes of the ledger: what was asked for before is asked for again. */
  readonly round: number
}

export type PageStore = Store<PageState>

/** Whether the plant has assets with names. */
export function isFarm({ plant }: PageState): boolean {
  return plant !== null && !(plant.assets.length === 1 && plant.assets[0] === '')
}

/** The asset that days and charts are of; null where one of a farm is to be chosen first. */
export function shownAsset(state: PageState): string | null {
  if (state.plant === null) return null
  if (!isFarm(state)) return ''
  const { assets } = state.plant
  return state.selection.asset ?? (assets.length === 1 ? (assets[0] ?? null) : null)
}

/** The zone of all clocks on the page. */
export function shownZone({ plant, selection }: PageState): string {
  return selection.zone ?? plant?.timeZone ?? 'UTC'
}

/** All that the plant has, in whole days of its own zone. */
export function wholeRange({ plant }: PageState): Range | null {
  if (plant === null || plant.first === null || plant.last === null) return null
  return {
    start: dayInterval(plant.first, plant.timeZone).start,
    end: dayInterval(plant.last, plant.timeZone).end,
  }
}

/** What the charts show: the interval chosen, else the chosen day, else all. */
export function shownRange(state: PageState): Range | null {
  const { plant, selection } = state
  if (selection.range !== null) return selection.range
  if (selection.day !== null && plant !== null) return dayInterval(selection.day, plant.timeZone)
  return wholeRange(state)
}
