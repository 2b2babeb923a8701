import { setImmediate } from 'node:timers/promises'
import type pg from 'pg'
import { addDays } from '../../time/day.ts'
import type { Day } from '../../time/day.ts'
import { shiftInterval } from '../../time/interval.ts'
import type { Interval } from '../../time/interval.ts'
import { holdsOf } from '../../signal/hold.ts'
import { allowedPeriod } from '../table/allowed-assets.ts'
import { addCarried } from '../table/add-carried.ts'
import { cutDays } from '../table/cut-days.ts'
import { dayStarts } from '../table/day-starts.ts'
import { daysToCount } from '../table/days-to-count.ts'
import { heldPeriod } from '../table/held-period.ts'
import { sourcePeriod } from '../table/source-period.ts'
import type { DayInventory, DayRule, SampleQuery } from '../source.ts'
import { rowAlias, timeWindow } from '../table/order-expression.ts'
import { findTimeReasons } from '../table/time-reasons.ts'
import type { SourceTable, Variable } from '../table/source-table.ts'
import { formatForPostgres, rowCondition, timeExpression } from '../table/time-expression.ts'
import { carryValues, ownSum } from './carry-values.ts'
import { heldOf, latestExpression, readTimes } from './find-latest.ts'
import type { HeldVariable } from './find-latest.ts'
import type { InventoryRow } from './inventory-row.ts'
import { joinSegments } from './join-segments.ts'
import type { JoinedSegments } from './join-segments.ts'
import { seedExpression } from './seed-expression.ts'
import { finiteExpression } from '../table/value-expression.ts'

/** Days of one variable that are shaped before others may use the processor. */
const entriesAtOnce = 2000

/**
 * Counts and fingerprints the rows of [start, end), day by day and variable by variable, in one query;
 * a day without rows is left out. The fingerprint is a sum of the hashes of the values, each seeded by
 * its time's, and of these seeds, NaN and infinities as NULL: it changes with any value, row or time, and where
 * values change places, is the same in whatever order the rows are read, and, unlike an exclusive or, does not
 * lose rows that are there twice. Where the order of rows of one time is known, it changes with their order
 * too: a row's place is the seed of its time. Under `withCarry` the fingerprint of a variable whose values come on change
 * is of its rows that have one, and of those from before that hold when the day begins. `fingerprintColumns` gives the same for rows that have been read.
 * Under `leads` rows before each day are counted by the same query, and what leads into a day has a fingerprint of its own.
 * Throws `interval-too-long`.
 */
export async function takeInventory(
  client: pg.ClientBase,
  table: SourceTable,
  interval: Interval,
  variables: readonly Variable[],
  rule: DayRule,
  before: BeforeDays,
): Promise<readonly DayInventory[]> {
  return (await takePlaces(client, table, interval, variables, rule, before)).get(1) ?? []
}

/** What of the time before each day is asked for. */
type BeforeDays = Pick<SampleQuery, 'withCarry' | 'leads'>

/** The same of several assets at once (`together`), by their place, of `count`; of one that has no rows there is nothing. */
export async function takePlaces(
  client: pg.ClientBase,
  table: SourceTable,
  interval: Interval,
  variables: readonly Variable[],
  rule: DayRule,
  { withCarry = false, leads = new Map() }: BeforeDays,
  count = 1,
): Promise<ReadonlyMap<number, readonly DayInventory[]>> {
  const held = withCarry ? heldOf(variables) : []
  // Several assets at once are read from a table that has others too.
  const isShared = table.allowed !== undefined && table.places !== undefined
  const findPeriod = async () => {
    const period = await (isShared ? allowedPeriod : sourcePeriod)(client, table)
    return heldPeriod(period, holdsOf(held))
  }
  const days = await daysToCount(table, interval, rule, findPeriod)
  if (days === undefined) return new Map()
  const shift = rule.sampleLabel === 'end' ? 1 : 0
  const starts = await dayStarts(days, rule.timeZone, shift)
  const shifted = shiftInterval(days.interval, shift)
  const begins = [shifted.start, ...starts.slice(1)]
  const cuts = leads.size === 0 ? undefined : cutDays(begins, leads.values())
  const read = { start: cuts?.cuts[0] ?? shifted.start, end: shifted.end }
  const columns = variables.map(finiteExpression)
  const counts = columns.map((_, index) => `count(value_${index})::text`)
  const isOrdered = table.orderColumn !== undefined
  const reasons = isOrdered ? await findTimeReasons(table, read) : undefined
  const time = timeExpression(table)
  const seed = seedExpression(table, reasons)
  const sums = variables.map((variable, index) =>
    held.includes(variable as HeldVariable)
      ? ownSum(`value_${index}`)
      : `(coalesce(sum(hashfloat8extended(value_${index}, seed)), 0) + sum(seed))::text`,
  )
  const latest = held.map((variable) => latestExpression(`value_${variables.indexOf(variable)}`))
  // Two texts, since a select has 1,664 columns at most, and a table 1,600. As arrays, pg took 100 ms at a
  // stretch to read 3,650 days of 27 variables.
  const found = await client.query<InventoryRow>(
    `
    select place::int as place, width_bucket(time, $1::timestamptz[]) as day, count(*)::int as rows,
      ${inOneText(counts)} as counts, ${inOneText(sums)} as fingerprints, ${inOneText(latest)} as latest
    from (
      select ${[`${time} as time`, ...columns.map((column, index) => `${column} as value_${index}`), `${seed} as seed`, `${table.places?.expression ?? 1} as place`].join(', ')}
      from ${table.relation} as ${rowAlias} ${table.places?.join ?? ''}
      where ${rowCondition(table, read)}
      ${isOrdered ? timeWindow(table) : ''}
    ) samples
    group by 1, 2 order by 1, 2`,
    [(cuts?.cuts ?? starts).map(formatForPostgres)],
  )
  const joined =
    cuts &&
    (await joinSegments(
      found.rows,
      cuts,
      starts.length,
      variables.map(({ name }) => leads.get(name)),
    ))
  const rows = joined?.rows ?? found.rows
  const shaped = await shapeDays(rows, days.first, variables, leads, joined?.leadOf)
  if (held.length === 0) return shaped
  const carried = await carryValues(client, table, held, {
    starts: begins,
    places: count,
    latestOf: latestByDay(rows),
  })
  const [heldNames, names] = [held, variables].map((all) => all.map(({ name }) => name))
  return new Map(
    Array.from({ length: count }, (_, index) => index + 1).map((place) => {
      const own = shaped.get(place) ?? []
      return [place, addCarried(own, carried.get(place), heldNames!, names!, days.first)] as const
    }),
  )
}

/** The latest times of each day, as the rows say them. */
function latestByDay(rows: readonly InventoryRow[]) {
  const found = new Map(
    rows.map(({ place, day, latest }) => [`${place} ${day}`, Float64Array.from(readTimes(latest))]),
  )
  return (place: number, day: number) => found.get(`${place} ${day}`)
}

async function shapeDays(
  rows: readonly InventoryRow[],
  first: Day,
  variables: readonly Variable[],
  leads: ReadonlyMap<string, number>,
  leadOf: JoinedSegments['leadOf'] = () => '0',
): Promise<ReadonlyMap<number, readonly DayInventory[]>> {
  const places = new Map<number, DayInventory[]>()
  let entries = 0
  for (const { place, day, rows: count, ...texts } of rows) {
    let days = places.get(place)
    if (days === undefined) places.set(place, (days = []))
    const values = texts.counts.split(',').map(Number)
    const fingerprints = texts.fingerprints.split(',')
    const of = variables.map(({ name }, index) => {
      const entry = { values: values[index]!, fingerprint: fingerprints[index]! }
      const lead = leads.has(name) ? { lead: leadOf(place, day, index) } : {}
      return [name, { ...entry, ...lead }] as const
    })
    days.push({ day: addDays(first, day - 1), rows: count, variables: Object.fromEntries(of) })
    entries += variables.length
    if (entries < entriesAtOnce) continue
    entries = 0
    await setImmediate()
  }
  return places
}

function inOneText(texts: readonly string[]): string {
  return `array_to_string(array[${texts.join(', ')}]::text[], ',', '')`
}
