import { setImmediate } from 'node:timers/promises'
import { longestHold } from '../../signal/hold.ts'
import type { Hold } from '../../signal/hold.ts'
import type { Instant } from '../../time/instant.ts'
import type { LatestTimes } from './look-back.ts'

/** What a day begins with of a variable whose values come on change. */
export interface Carried {
  /** Rows with a value. */
  readonly rows: number
  /** Their part of the fingerprint, and that of rows that say why there is no value. */
  readonly sum: bigint
}

/** What is said at one time, in the order of the variables that hold; by place and time. */
export type CarriedAt = (
  place: number,
  time: Instant,
) => readonly (Carried | undefined)[] | undefined

/** By place and then by day, both from 1 on, what each variable that holds begins with; undefined where it is nothing. */
export type CarriedDays = ReadonlyMap<number, ReadonlyMap<number, readonly (Carried | undefined)[]>>

export interface DaysToCarry {
  /** Of the variables whose values come on change. */
  readonly holds: readonly Hold[]
  /** Each day's first instant. */
  readonly starts: readonly Instant[]
  readonly places: number
  /** What holds when the first day begins. */
  readonly before: LatestTimes
  /** The latest time of each variable by place and day, as the rows of the day show it; NaN where it has none. */
  latestOf(place: number, day: number): Float64Array | undefined
  /** Looks up what is said, each once: at the times, in their order, or what is wanted of each. */
  lookUp(times: readonly Instant[], wanted: readonly WantedTime[]): Promise<CarriedAt>
}

/** What a variable, by its index, of an asset, by its place, says at a time. */
export interface WantedTime {
  readonly place: number
  readonly index: number
  readonly time: Instant
}

/** Day and variable pairs that are looked at before others may use the processor. */
const pairsAtOnce = 20_000

/**
 * What each day begins with: of each variable what was said at the latest time before it, if that still holds. A day
 * that is yet to come begins with nothing.
 */
export async function carryDays(days: DaysToCarry): Promise<CarriedDays> {
  const { holds, starts, places, before } = days
  const now = Date.now() * 1000
  const wanted: { place: number; day: number; index: number; time: Instant }[] = []
  let pairs = 0
  for (let place = 1; place <= places; place++) {
    const latest = before.get(place)?.slice() ?? new Float64Array(holds.length).fill(NaN)
    for (const [at, start] of starts.entries()) {
      for (const [index, hold] of holds.entries()) {
        const time = latest[index]!
        if (time > start - longestHold(hold) && start <= now) {
          wanted.push({ place, day: at + 1, index, time })
        }
      }
      days.latestOf(place, at + 1)?.forEach((time, index) => {
        if (!isNaN(time)) latest[index] = time
      })
      pairs += holds.length
      if (pairs < pairsAtOnce) continue
      pairs = 0
      await setImmediate()
    }
  }
  const times = [...new Set(wanted.map(({ time }) => time))].sort((a, b) => a - b)
  const each = new Map(wanted.map((one) => [`${one.place} ${one.index} ${one.time}`, one]))
  const carriedAt =
    times.length === 0 ? () => undefined : await days.lookUp(times, [...each.values()])
  const carried = new Map<number, Map<number, (Carried | undefined)[]>>()
  for (const { place, day, index, time } of wanted) {
    const found = carriedAt(place, time)?.[index]
    if (found === undefined) continue
    let ofPlace = carried.get(place)
    if (ofPlace === undefined) {
      ofPlace = new Map<number, (Carried | undefined)[]>()
      carried.set(place, ofPlace)
    }
    const ofDay = ofPlace.get(day) ?? new Array<Carried | undefined>(holds.length).fill(undefined)
    ofPlace.set(day, ofDay)
    ofDay[index] = found
  }
  return carried
}
