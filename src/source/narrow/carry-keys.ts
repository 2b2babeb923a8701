import type pg from 'pg'
import type { Instant } from '../../time/instant.ts'
import { carryDays } from '../table/carry-days.ts'
import type { Carried, CarriedAt, CarriedDays, WantedTime } from '../table/carry-days.ts'
import { formatForPostgres, rowCondition } from '../table/time-expression.ts'
import { findTimeReasons } from '../table/time-reasons.ts'
import { findLatestRows, placesOf } from './find-latest-rows.ts'
import type { HeldKeys } from './find-latest-rows.ts'
import { joinKeys } from './join-keys.ts'
import type { Key, NarrowTable } from './narrow-table.ts'
import { sumStatement } from './sum-statement.ts'
import type { KeyDay } from './sum-statement.ts'

/** What each day begins with of these series; `days` is what the rows of the days are. */
export async function carryKeys(
  client: pg.ClientBase,
  table: NarrowTable,
  held: HeldKeys,
  starts: readonly Instant[],
  isIndexed: boolean,
  days: readonly (KeyDay & { readonly of: Key })[],
): Promise<CarriedDays> {
  const { placeOf, indexOf } = placesOf(held)
  const latest = new Map<string, Float64Array>()
  for (const { of, day, latest: time } of days) {
    const index = indexOf(of) as number | undefined
    if (index === undefined) continue
    const at = `${placeOf(of)} ${day}`
    const times = latest.get(at) ?? new Float64Array(held.variables.length).fill(NaN)
    latest.set(at, times)
    times[index] = Number(time)
  }
  return carryDays({
    holds: held.variables.map(({ hold }) => hold),
    starts,
    places: held.assets.length,
    before: await findLatestRows(client, table, held, starts[0]!, isIndexed),
    latestOf: (place, day) => latest.get(`${place} ${day}`),
    lookUp: (times, wanted) => lookUp(client, table, held, times, wanted),
  })
}

async function lookUp(
  client: pg.ClientBase,
  table: NarrowTable,
  held: HeldKeys,
  times: readonly Instant[],
  wanted: readonly WantedTime[],
): Promise<CarriedAt> {
  const { placeOf, indexOf } = placesOf(held)
  const byPlace = new Map(held.keys.map((key) => [`${placeOf(key)} ${indexOf(key)}`, key]))
  const keys = wanted.map(({ place, index }) => byPlace.get(`${place} ${index}`)!)
  const interval = { start: times[0]!, end: times.at(-1)! + 1 }
  const joined = joinKeys(
    table,
    keys,
    held.assets,
    wanted.map(({ time }) => time),
  )
  const reasons = await findTimeReasons(table, interval)
  const from = joined.rows(rowCondition(table, interval))
  const { rows } = await client.query<KeyDay>(sumStatement(table, joined, from, reasons), [
    [formatForPostgres(interval.start)],
  ])
  const found = new Map<string, (Carried | undefined)[]>()
  for (const { key, values, fingerprint } of rows) {
    const { place, index, time } = wanted[key - 1]!
    const at = `${place} ${time}`
    const carried =
      found.get(at) ?? new Array<Carried | undefined>(held.variables.length).fill(undefined)
    found.set(at, carried)
    carried[index] = { rows: Number(values), sum: BigInt(fingerprint) }
  }
  return (place, time) => found.get(`${place} ${time}`)
}
