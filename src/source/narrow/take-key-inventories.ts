import type pg from 'pg'
import { hashSeed } from '../../frame/postgres/fingerprint.ts'
import { reasonNumbers } from '../../frame/reasons.ts'
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
import { daysToCount } from '../table/days-to-count.ts'
import {
  doubtExpression,
  placeExpression,
  rowAlias,
  timeWindow,
} from '../table/order-expression.ts'
import { formatForPostgres, rowCondition, timeExpression } from '../table/time-expression.ts'
import { findTimeReasons } from '../table/time-reasons.ts'
import type { TimeReasons } from '../table/time-reasons.ts'
import { chooseKeys } from './choose-keys.ts'
import type { ChosenKeys } from './choose-keys.ts'
import { joinKeys } from './join-keys.ts'
import type { JoinedKeys } from './join-keys.ts'
import { keyPeriods } from './key-periods.ts'
import type { NarrowTable } from './narrow-table.ts'
import { sampleExpressions } from './sample-expression.ts'

/**
 * Counts and fingerprints the rows of series, day by day, all as they stood at one moment. A variable's fingerprint is
 * of its own rows: the sum over them of the hash of the value, seeded by its time's, of this seed, and where a row has
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
    const findPeriod = () => periodOf(client, table, chosen)
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
    const entries = await client.query<Entry>(sumStatement(table, joined, condition, reasons), [
      bounds,
    ])
    const found = shape(chosen, query.variables, days.first, rows.rows, entries.rows)
    return { assets: found, rowsWithoutAsset }
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

interface Entry {
  readonly key: number
  readonly day: number
  readonly values: string
  readonly fingerprint: string
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

function sumStatement(
  table: NarrowTable,
  { ofKey, join }: JoinedKeys,
  condition: string,
  reasons: TimeReasons | undefined,
): string {
  const time = timeExpression(table)
  const own = { ...table, places: ofKey }
  const isOrdered = table.orderColumn !== undefined
  const { value, reason } = sampleExpressions(table)
  const place = isOrdered ? placeExpression(own, reasons) : String(hashSeed)
  const doubt = doubtExpression(own, reasons)
  const noValue = reasonNumbers['no-value']
  // A frame has one reason a value: what is doubtful of its time, or its order, stands before its quality.
  const ofValue =
    reason === undefined
      ? '0'
      : doubt === undefined
        ? reason
        : `case when ${doubt} then 0 else ${reason} end`
  const ofNone =
    reason === undefined ? String(noValue) : `coalesce(nullif(${reason}, 0), ${noValue})`
  return `select key::int as key, width_bucket(time, $1::timestamptz[]) as day, count(value)::text as values,
      (coalesce(sum(hashfloat8extended(value, seed)), 0) + sum(seed)
        + coalesce(sum(hashint4extended(nullif(reason, 0), seed)), 0))::text as fingerprint
    from (
      select key, time, value, reason, timestamp_hash_extended(time at time zone 'UTC', place) as seed
      from (
        select key, time, value, case when value is null then of_none else of_value end as reason,
          case when value is null then ${hashSeed} else place end as place
        from (
          select ${ofKey.expression} as key, ${time} as time, ${value} as value,
            ${ofNone} as of_none, ${ofValue} as of_value, ${place}::int8 as place
          from ${table.relation} as ${rowAlias} ${join}
          where ${condition}
          ${isOrdered ? timeWindow(own) : ''}) read) settled) samples
    group by 1, 2`
}

/** Each asset's days that have rows, with every variable asked for. */
function shape(
  { assets, keys }: ChosenKeys,
  variables: readonly string[],
  first: DayInventory['day'],
  counts: readonly RowCount[],
  entries: readonly Entry[],
): AssetInventory[] {
  const none = { values: 0, fingerprint: '0' }
  const days = new Map<string, Record<string, { values: number; fingerprint: string }>>()
  const byPlace = new Map<Asset, DayInventory[]>(assets.map((asset) => [asset, []]))
  for (const { place, day, rows } of counts) {
    const asset = assets[place - 1]!
    const of = Object.fromEntries(variables.map((name) => [name, none]))
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
