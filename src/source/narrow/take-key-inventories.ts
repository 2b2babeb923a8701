import type pg from 'pg'
import { holdsOf } from '../../signal/hold.ts'
import type { Asset } from '../../signal/asset.ts'
import { addDays } from '../../time/day.ts'
import { shiftInterval } from '../../time/interval.ts'
import { inSnapshot } from '../in-snapshot.ts'
import type {
  DayInventory,
  DayRule,
  SampleQuery,
  SourceInventory,
  VariableInventory,
} from '../source.ts'
import { cutDays } from '../table/cut-days.ts'
import { dayStarts } from '../table/day-starts.ts'
import { addCarried, nothingOf } from '../table/add-carried.ts'
import { daysToCount } from '../table/days-to-count.ts'
import { heldPeriod } from '../table/held-period.ts'
import { joinPeriods } from '../table/join-periods.ts'
import { formatForPostgres, rowCondition } from '../table/time-expression.ts'
import { findTimeReasons } from '../table/time-reasons.ts'
import { carryKeys } from './carry-keys.ts'
import { chooseKeys } from './choose-keys.ts'
import type { ChosenKeys } from './choose-keys.ts'
import { countRows } from './count-rows.ts'
import { countStatement } from './count-statement.ts'
import type { RowCount } from './count-statement.ts'
import { heldKeys } from './find-latest-rows.ts'
import { joinKeySegments } from './join-key-segments.ts'
import type { KeyLead } from './join-key-segments.ts'
import { joinKeys } from './join-keys.ts'
import { keyPeriods } from './key-periods.ts'
import type { NarrowTable } from './narrow-table.ts'
import { sumStatement } from './sum-statement.ts'
import type { KeyDay } from './sum-statement.ts'
import { textsStatement } from './texts-statement.ts'
import type { TextCount } from './texts-statement.ts'

/**
 * Counts and fingerprints the rows of series, day by day, all as they stood at one moment. A variable's fingerprint is
 * of its own rows, under `withCarry` also those from before that hold when the day begins: the sum over them of the
 * hash of the value, seeded by its time's, of this seed, and where a row has a reason of its own, of the reason's hash,
 * seeded alike; `fingerprintOwnRows` gives the same for rows that have been
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
    const shifted = shiftInterval(interval, shift)
    const chosen = await chooseKeys(client, table, { ...query, interval: shifted })
    const { assets, rowsWithoutAsset } = chosen
    const maxDays = Math.max(1, Math.floor(rule.maxDays / Math.max(1, assets.length)))
    const findPeriod = async () => {
      const period = joinPeriods(await keyPeriods(client, table, chosen))
      return heldPeriod(period, query.withCarry === true ? holdsOf(table.variables) : new Map())
    }
    const asked = await daysToCount(table, interval, { ...rule, maxDays }, findPeriod)
    if (asked === undefined || chosen.keys.length === 0) {
      return { assets: assets.map((asset) => ({ asset, days: [] })), rowsWithoutAsset }
    }
    const starts = await dayStarts(asked, rule.timeZone, shift)
    const counted = shiftInterval(asked.interval, shift)
    const bounds = starts.map(formatForPostgres)
    const joined = joinKeys(table, chosen.keys, assets)
    const begins = [counted.start, ...starts.slice(1)]
    const { leads = new Map<string, number>() } = query
    const cuts = leads.size === 0 ? undefined : cutDays(begins, leads.values())
    const read = { start: cuts?.cuts[0] ?? counted.start, end: counted.end }
    const reasons = await findTimeReasons(table, read)
    const sums = sumStatement(table, joined, joined.rows(rowCondition(table, read)), reasons)
    const summed = await client.query<KeyDay>(sums, [cuts?.cuts.map(formatForPostgres) ?? bounds])
    const leadOfKey = (key: number) => leads.get(chosen.keys[key - 1]!.variable)
    const parts = cuts && joinKeySegments(summed.rows, cuts, starts.length, leadOfKey)
    const entries = parts?.days ?? summed.rows
    const { even, uneven } = countRows(chosen, entries)
    const counts = [...even]
    if (uneven.size > 0) {
      const own = joinKeys(
        table,
        chosen.keys.filter(({ asset }) => uneven.has(asset)),
        assets,
      )
      const statement = countStatement(table, own, own.rows(rowCondition(table, counted)))
      counts.push(...(await client.query<RowCount>(statement, [bounds])).rows)
    }
    const days = byDay(chosen, query.variables, asked.first, counts)
    addEntries(days, chosen, entries)
    addLeads(days, chosen, leads, parts?.leads ?? [])
    const from = joined.rows(rowCondition(table, counted))
    const texts = query.withTexts === true ? textsStatement(table, joined, from) : undefined
    if (texts !== undefined) {
      addTexts(days, chosen, (await client.query<TextCount>(texts, [bounds])).rows)
    }
    const found = assets.map((asset) => ({ asset, days: [...(days.get(asset)?.values() ?? [])] }))
    const held = heldKeys(table, assets, query.withCarry === true ? chosen.keys : [])
    if (held.keys.length === 0) return { assets: found, rowsWithoutAsset }
    const keyed = entries.map((entry) => ({ ...entry, of: chosen.keys[entry.key - 1]! }))
    const carried = await carryKeys(client, table, held, begins, chosen.isIndexed, keyed)
    const names = held.variables.map(({ name }) => name)
    const begun = found.map(({ asset, days: own }, index) => ({
      asset,
      days: addCarried(own, carried.get(index + 1), names, query.variables, asked.first),
    }))
    return { assets: begun, rowsWithoutAsset }
  })
}

/** By asset and the day's number: what the day has. */
type Days = ReadonlyMap<Asset, Map<number, CountedDay>>

interface CountedDay extends DayInventory {
  readonly variables: Record<string, VariableInventory>
}

/** Each asset's days that have rows, with every variable asked for. */
function byDay(
  { assets }: ChosenKeys,
  variables: readonly string[],
  first: DayInventory['day'],
  counts: readonly RowCount[],
): Days {
  const days = new Map(assets.map((asset) => [asset, new Map<number, CountedDay>()]))
  for (const { place, day, rows } of counts) {
    const of = nothingOf(variables)
    const counted = { day: addDays(first, day - 1), rows: Number(rows), variables: of }
    days.get(assets[place - 1]!)!.set(day, counted)
  }
  return days
}

function addEntries(days: Days, { keys }: ChosenKeys, entries: readonly KeyDay[]): void {
  for (const { key, day, values, fingerprint } of entries) {
    const { asset, variable } = keys[key - 1]!
    const { variables } = days.get(asset)!.get(day)!
    variables[variable] = { values: Number(values), fingerprint }
  }
}

/** What leads into each day that has rows, of each variable that it is asked of. */
function addLeads(
  days: Days,
  { keys }: ChosenKeys,
  leads: ReadonlyMap<string, number>,
  found: readonly KeyLead[],
): void {
  if (leads.size === 0) return
  for (const ofAsset of days.values()) {
    for (const { variables } of ofAsset.values()) {
      for (const name of Object.keys(variables)) {
        if (leads.has(name)) variables[name] = { ...variables[name]!, lead: '0' }
      }
    }
  }
  for (const { key, day, fingerprint } of found) {
    const { asset, variable } = keys[key - 1]!
    const entry = days.get(asset)!.get(day)?.variables
    if (entry !== undefined) entry[variable] = { ...entry[variable]!, lead: fingerprint }
  }
}

function addTexts(days: Days, { keys }: ChosenKeys, counts: readonly TextCount[]): void {
  for (const { key, day, text, rows } of counts) {
    const { asset, variable } = keys[key - 1]!
    const { variables } = days.get(asset)!.get(day)!
    const of = variables[variable]!
    variables[variable] = { ...of, texts: { ...of.texts, [text]: Number(rows) } }
  }
}
