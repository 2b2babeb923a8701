import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import { classifyPostgresError } from '../../postgres/classify-error.ts'
import { formatInstant } from '../../time/instant.ts'
import { inTransaction } from '../in-transaction.ts'
import { readInForce } from '../load/read-in-force.ts'
import { demandOpen } from './closed-month.ts'
import { loadedStatuses } from './is-loaded.ts'
import { monthsOf } from '../tables/month.ts'
import type { Target } from '../tables/schema.ts'
import { isOther, microseconds } from './find-forgettable.ts'
import type { Interval } from '../../time/interval.ts'
import { subtractIntervals } from '../../time/subtract-intervals.ts'
import type { ForgettableDay } from './find-forgettable.ts'
import { collectChanges, writeChanges } from './write-changes.ts'
import type { Changes } from './write-changes.ts'

/** What was deleted. */
export interface Forgotten {
  readonly values: number
  readonly ledgerRows: number
  readonly incompleteBins: number
  /** The names of those that have no values any more. */
  readonly signals: readonly string[]
}

/**
 * Deletes days of an asset, one at least, as the ledger has them: their values, what is known of them,
 * and signals that have no values any more; in one transaction, under the locks of the months that
 * they lie in. What of a window belongs to another loaded day, of another time zone, stays. So does what `sync`
 * saw of them in the Source, so that they count as not loaded, but for days without rows and for a variable
 * that is forgotten whole. Throws `closed-month` where a day has a part of one, and then nothing is deleted.
 */
export async function forgetDays(
  target: Target,
  asset: string,
  days: readonly ForgettableDay[],
): Promise<Forgotten> {
  const months = new Set(days.flatMap(monthsOf).map(({ number }) => number))
  const locks = [...months].sort((a, b) => a - b)
  // The bounds are there so that the planner leaves other months out.
  const [first, last] = [spanOf(days).start, spanOf(days).end].map((at) => formatInstant(at, 6))
  const gone = rowsOf(days)
  const count = async (statement: ReturnType<typeof sql>) =>
    Number((await statement.execute(target.db)).numAffectedRows ?? 0)
  try {
    return await inTransaction(target, { what: 'forgetting days', locks }, async () => {
      const { closed } = await readInForce(target.client, spanOf(days))
      demandOpen(
        closed,
        asset,
        days.map((day) => ({ day: day.day, interval: day })),
      )
      const changes = collectChanges()
      const parts = rowsOf(await ownParts(target, asset, days, gone))
      const forgotten = {
        values: await count(sql`
        delete from data using signal, ${parts}
        where signal_id = signal.id and signal.asset = ${asset} and signal.variable = gone.variable
          and signal.period_seconds = gone.period_seconds
          and "timestamp" >= start and "timestamp" < after
          and "timestamp" >= ${first} and "timestamp" < ${last}`),
        incompleteBins: await count(sql`
        delete from bin_reason using ${parts}
        where asset = ${asset} and bin_reason.variable = gone.variable
          and bin_reason.period_seconds = gone.period_seconds
          and "timestamp" >= start and "timestamp" < after`),
        ledgerRows: await forgetLoads(target, asset, gone, changes),
        signals: await deleteUnused(target, asset, days, gone),
      }
      await writeChanges(target, changes)
      return forgotten
    })
  } catch (error) {
    throw classifyPostgresError(error, 'Target')
  }
}

function spanOf(days: readonly Interval[]): Interval {
  const [first, last] = [days.map(({ start }) => start), days.map(({ end }) => end)]
  return { start: Math.min(...first), end: Math.max(...last) }
}

type Part = Pick<ForgettableDay, 'variable' | 'periodSeconds' | 'day' | 'start' | 'end'>

/** SQL: days, or parts of them, as rows of a FROM. */
function rowsOf(parts: readonly Part[]): RawBuilder<unknown> {
  return sql`unnest(
    ${parts.map(({ variable }) => variable)}::text[], ${parts.map(({ periodSeconds }) => periodSeconds)}::int[],
    ${parts.map(({ day }) => day)}::date[], ${parts.map(({ start }) => formatInstant(start, 6))}::timestamptz[],
    ${parts.map(({ end }) => formatInstant(end, 6))}::timestamptz[])
    gone (variable, period_seconds, day, start, after)`
}

/** What of each day's window no loaded day has that stays. */
async function ownParts(
  target: Target,
  asset: string,
  days: readonly ForgettableDay[],
  gone: RawBuilder<unknown>,
): Promise<Part[]> {
  const { rows } = await sql<{ key: string; start: string; end: string }>`
    with gone as (
      select *, ${asset}::text as asset, start as window_start, after as window_end from ${gone})
    select gone.variable || ' ' || gone.period_seconds || ' ' || gone.day as key,
      ${microseconds('other.window_start')} as start, ${microseconds('other.window_end')} as "end"
    from gone join load other on ${isOther('gone', 'other')}
    where (other.variable, other.period_seconds, other.day) not in (
      select variable, period_seconds, day from gone)
    order by other.window_start`.execute(target.db)
  const others = new Map<string, Interval[]>()
  for (const { key, start, end } of rows) {
    const known = others.get(key) ?? []
    others.set(key, [...known, { start: Number(start), end: Number(end) }])
  }
  return days.flatMap((day) => {
    const windows = others.get(`${day.variable} ${day.periodSeconds} ${day.day}`) ?? []
    return subtractIntervals(day, windows).map((part) => ({ ...day, ...part }))
  })
}

/** The ledger's rows, of which it is told which held values; gives how many there were. */
async function forgetLoads(
  target: Target,
  asset: string,
  gone: RawBuilder<unknown>,
  changes: Changes,
): Promise<number> {
  const { rows } = await sql<{
    day: string
    periodSeconds: number
    start: string
    end: string
    held: boolean
  }>`
    delete from load using ${gone}
    where asset = ${asset} and load.variable = gone.variable
      and load.period_seconds = gone.period_seconds and load.day = gone.day
    returning to_char(load.day, 'YYYY-MM-DD') as day, load.period_seconds as "periodSeconds",
      ${microseconds('window_start')} as start, ${microseconds('window_end')} as "end",
      status in ${sql.raw(loadedStatuses)} and target_rows is distinct from 0 as held`.execute(
    target.db,
  )
  for (const { day, periodSeconds, start, end, held } of rows) {
    const interval = { start: Number(start), end: Number(end) }
    if (held) changes.add({ asset, periodSeconds, day, interval })
  }
  return rows.length
}

/** Signals without values; and of what `sync` saw, what would speak of forgotten days though there is nothing to load. */
async function deleteUnused(
  target: Target,
  asset: string,
  days: readonly ForgettableDay[],
  gone: RawBuilder<unknown>,
): Promise<string[]> {
  const variables = [...new Set(days.map(({ variable }) => variable))]
  await sql`
    delete from source_day seen
    where asset = ${asset} and variable = any(${variables}::text[])
      and (
        source_rows = 0 and exists (
          select from ${gone} where gone.variable = seen.variable and gone.day = seen.day)
        or not exists (
          select from load where load.asset = seen.asset and load.variable = seen.variable))`.execute(
    target.db,
  )
  const { rows } = await sql<{ name: string }>`
    delete from signal
    where asset = ${asset} and variable = any(${variables}::text[])
      and not exists (select from data where signal_id = id)
    returning name`.execute(target.db)
  // What an asset is says nothing where it is not there any more; a load of it writes it again.
  await sql`
    delete from asset_register
    where asset = ${asset} and not exists (select from signal where signal.asset = ${asset})
      and not exists (select from load where load.asset = ${asset})`.execute(target.db)
  return rows.map(({ name }) => name).sort()
}
