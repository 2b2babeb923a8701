import type pg from 'pg'
import { holdsOf } from '../../signal/hold.ts'
import type { Asset } from '../../signal/asset.ts'
import { addDays } from '../../time/day.ts'
import { inSnapshot } from '../in-snapshot.ts'
import type {
  AssetInventory,
  DayInventory,
  DayRule,
  SampleQuery,
  SourceInventory,
} from '../source.ts'
import { dayStarts } from '../table/day-starts.ts'
import { addCarried } from '../table/add-carried.ts'
import { daysToCount } from '../table/days-to-count.ts'
import { heldPeriod } from '../table/held-period.ts'
import { rowAlias } from '../table/order-expression.ts'
import { formatForPostgres, rowCondition, timeExpression } from '../table/time-expression.ts'
import { findTimeReasons } from '../table/time-reasons.ts'
import { carryKeys } from './carry-keys.ts'
import { chooseKeys } from './choose-keys.ts'
import type { ChosenKeys } from './choose-keys.ts'
import { heldKeys } from './find-latest-rows.ts'
import { joinKeys } from './join-keys.ts'
import type { JoinedKeys } from './join-keys.ts'
import { keyPeriods } from './key-periods.ts'
import type { NarrowTable } from './narrow-table.ts'
import { sumStatement } from './sum-statement.ts'
import type { KeyDay } from './sum-statement.ts'

/**
 * Counts and fingerprints the rows of series, day by day, all as they stood at one moment. A variable's fingerprint is
 * of its own rows, under `withCarry` also those from before that hold when the day begins: the sum over them of the hash of the value, seeded by its time's, of this seed, and where a row has
 * a reason of its own, of the reason's hash, seeded alike; `fingerprintOwnRows` gives the same for rows that have been
 * read. A day's rows are those that an answer for these variables has. Throws `interval-too-long` and `unknown-asset`.
 */
export async function takeKeyInventories(
  client: pg.ClientBase,
  table: NarrowTable,
  query: SampleQuery,
  rule: DayRule,
): Promise<SourceInventory> {
  return inSnapshot(client, async () => {
    const { interval } = query
    const shift = rule.sampleLabel === 'end' ? 1 : 0
    const shifted = { start: interval.start + shift, end: interval.end + shift }
    const chosen = await chooseKeys(client, table, { ...query, interval: shifted })
    const { assets, rowsWithoutAsset } = chosen
    const maxDays = Math.max(1, Math.floor(rule.maxDays / Math.max(1, assets.length)))
    const findPeriod = async () => {
      const period = await periodOf(client, table, chosen)
      return heldPeriod(period, query.withCarry === true ? holdsOf(table.variables) : new Map())
    }
    const days = await daysToCount(table, interval, { ...rule, maxDays }, findPeriod)
    if (days === undefined || chosen.keys.length === 0) {
      return { assets: assets.map((asset) => ({ asset, days: [] })), rowsWithoutAsset }
    }
    const starts = await dayStarts(days, rule.timeZone, shift)
    const counted = { start: days.interval.start + shift, end: days.interval.end + shift }
    const bounds = starts.map(formatForPostgres)
    const joined = joinKeys(table, chosen.keys, assets)
    const condition = rowCondition(table, counted)
    const reasons = await findTimeReasons(table, counted)
    const rows = await client.query<RowCount>(countStatement(table, joined, condition), [bounds])
    const entries = await client.query<KeyDay>(sumStatement(table, joined, condition, reasons), [
      bounds,
    ])
    const found = shape(chosen, query.variables, days.first, rows.rows, entries.rows)
    const held = heldKeys(table, assets, query.withCarry === true ? chosen.keys : [])
    if (held.keys.length === 0) return { assets: found, rowsWithoutAsset }
    const begins = [counted.start, ...starts.slice(1)]
    const keyed = entries.rows.map((entry) => ({ ...entry, of: chosen.keys[entry.key - 1]! }))
    const carried = await carryKeys(client, table, held, begins, chosen.isIndexed, keyed)
    const names = held.variables.map(({ name }) => name)
    const begun = found.map(({ asset, days: own }, index) => ({
      asset,
      days: addCarried(own, carried.get(index + 1), names, query.variables, days.first),
    }))
    return { assets: begun, rowsWithoutAsset }
  })
}

async function periodOf(client: pg.ClientBase, table: NarrowTable, { assets, keys }: ChosenKeys) {
  const periods = await keyPeriods(client, table, assets, keys)
  return joinPeriods(periods)
}

/** From the first of all to the last of all. */
export function joinPeriods(
  periods: readonly { readonly first: number | null; readonly last: number | null }[],
): { first: number | null; last: number | null } {
  const ends = (end: 'first' | 'last') =>
    periods.flatMap(({ [end]: time }) => (time === null ? [] : [time]))
  const [first, last] = [ends('first'), ends('last')]
  return {
    first: first.length === 0 ? null : first.reduce((least, time) => Math.min(least, time)),
    last: last.length === 0 ? null : last.reduce((most, time) => Math.max(most, time)),
  }
}

interface RowCount {
  readonly place: number
  /** From 1 on. */
  readonly day: number
  readonly rows: string
}

function countStatement(
  table: NarrowTable,
  { ofKey, ofAsset, join }: JoinedKeys,
  condition: string,
): string {
  return `select place::int as place, width_bucket(time, $1::timestamptz[]) as day, sum(most)::text as rows
    from (
      select place, time, max(rows) as most from (
        select ${ofAsset.expression} as place, ${timeExpression(table)} as time, ${ofKey.expression} as key, count(*) as rows
        from ${table.relation} as ${rowAlias} ${join} where ${condition} group by 1, 2, 3) of_keys
      group by 1, 2) of_times
    group by 1, 2 order by 1, 2`
}

/** What a day has of a variable without rows. */
const nothing = { values: 0, fingerprint: '0' }

/** Each asset's days that have rows, with every variable asked for. */
function shape(
  { assets, keys }: ChosenKeys,
  variables: readonly string[],
  first: DayInventory['day'],
  counts: readonly RowCount[],
  entries: readonly KeyDay[],
): AssetInventory[] {
  const days = new Map<string, Record<string, { values: number; fingerprint: string }>>()
  const byPlace = new Map<Asset, DayInventory[]>(assets.map((asset) => [asset, []]))
  for (const { place, day, rows } of counts) {
    const asset = assets[place - 1]!
    const of = Object.fromEntries(variables.map((name) => [name, nothing]))
    days.set(JSON.stringify([asset, day]), of)
    byPlace.get(asset)!.push({ day: addDays(first, day - 1), rows: Number(rows), variables: of })
  }
  for (const { key, day, values, fingerprint } of entries) {
    const { asset, variable } = keys[key - 1]!
    const of = days.get(JSON.stringify([asset, day]))!
    of[variable] = { values: Number(values), fingerprint }
  }
  return assets.map((asset) => ({ asset, days: byPlace.get(asset)! }))
}
