import { longestHold } from '../../signal/hold.ts'
import type { Hold } from '../../signal/hold.ts'
import type { Instant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'

/** By an asset's place, from 1 on: of each variable that holds the latest time that it says something at; NaN for none. */
export type LatestTimes = ReadonlyMap<number, Float64Array>

/** Variables whose values come on change, in the order of the times that are found of them. */
export interface LookBack {
  readonly holds: readonly Hold[]
  /** What held at this instant is looked for. */
  readonly before: Instant
  /** Of so many assets. */
  readonly places: number
  /** How far back is looked at first, in microseconds: an hour, or all at once where that takes no longer. */
  readonly firstStep?: number
  /** The first row's time, or none: asked for only where nothing else bounds how far back is looked. */
  firstTime(): Promise<Instant | null>
  /** The latest times in an interval of the variables of these indexes, in their order. */
  ask(
    interval: Interval,
    indexes: readonly number[],
  ): Promise<readonly { readonly place: number; readonly times: readonly number[] }[]>
}

const anHour = 3600e6

/** How many times as far is looked back each time. */
const growth = 8

/**
 * For each variable whose values come on change the latest time before an instant at which it says something, if that
 * still holds then. It looks back step by step, each further than the one before, until all are found, or what is
 * further back would not hold any more: where values are at hand few rows are read.
 */
export async function lookBack(of: LookBack): Promise<LatestTimes> {
  const { holds, before, places, firstStep = anHour } = of
  const latest = new Map<number, Float64Array>()
  const isEndless = holds.some((hold) => longestHold(hold) === Infinity)
  const first = isEndless ? ((await of.firstTime()) ?? before) : -Infinity
  // What is as early as this holds no more.
  const bounds = holds.map((hold) => Math.max(before - longestHold(hold), first - 1))
  let end = before
  for (let step = firstStep; ; step *= growth) {
    const open = [...bounds.keys()].filter(
      (index) => bounds[index]! < end - 1 && !isFound(latest, index, places),
    )
    if (open.length === 0) return latest
    const bound = Math.min(...open.map((index) => bounds[index]!))
    const start = Math.max(bound + 1, before - step)
    for (const { place, times } of await of.ask({ start, end }, open)) {
      let found = latest.get(place)
      if (found === undefined) {
        found = new Float64Array(holds.length).fill(NaN)
        latest.set(place, found)
      }
      for (const [at, index] of open.entries()) {
        // What was found before is later.
        if (isNaN(found[index]!) && times[at]! > bounds[index]!) found[index] = times[at]!
      }
    }
    end = start
  }
}

function isFound(latest: LatestTimes, index: number, places: number): boolean {
  let found = 0
  for (const times of latest.values()) if (!isNaN(times[index]!)) found++
  return found >= places
}

/** All times, in order, each once. */
export function timesOf(latest: LatestTimes): Instant[] {
  const times = new Set<Instant>()
  for (const found of latest.values()) for (const time of found) if (!isNaN(time)) times.add(time)
  return [...times].sort((a, b) => a - b)
}
