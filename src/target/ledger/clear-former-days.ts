import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { formatInstant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import type { TargetTables } from '../tables/schema.ts'
import { cutFormerDay } from './cut-former-day.ts'
import type { FormerDay } from './find-former-days.ts'

/** What was done to a day that was made in another layout, of one variable. */
export interface FormerChange {
  readonly day: string
  readonly variable: string
  readonly timeZone: string
  /** Values that belonged to no day any more, and were deleted. */
  readonly deleted: number
  /** New days took a part of it, and it keeps the rest; else a new day replaced it. */
  readonly isCut: boolean
}

/**
 * Where new days take of days that were made in another layout, lets each bin belong to one day: a
 * former day keeps what no new day has, in whole bins; what then belongs to none is deleted.
 */
export async function clearFormerDays(
  db: Kysely<TargetTables>,
  { asset, periodSeconds }: { readonly asset: string; readonly periodSeconds: number },
  former: readonly FormerDay[],
  runs: readonly Interval[],
): Promise<FormerChange[]> {
  const changes: FormerChange[] = []
  for (const { day, variable, timeZone, window, isReplaced } of former) {
    const { kept, leftOver } = cutFormerDay(window, periodSeconds, runs, isReplaced)
    const key = { asset, periodSeconds, variable }
    let deleted = 0
    for (const part of leftOver) deleted += await deleteBetween(db, key, part)
    const isCut = !isReplaced && (await shortenDay(db, key, day, kept))
    if (deleted > 0 || isCut) changes.push({ day, variable, timeZone, deleted, isCut })
  }
  return changes
}

interface Key {
  readonly asset: string
  readonly periodSeconds: number
  readonly variable: string
}

/** Deletes a variable's values and reasons of bins of an interval; gives the number of values. */
export async function deleteBetween(
  db: Kysely<TargetTables>,
  { asset, periodSeconds, variable }: Key,
  { start, end }: Interval,
): Promise<number> {
  const [from, to] = [formatInstant(start, 6), formatInstant(end, 6)]
  await sql`
    delete from bin_reason
    where asset = ${asset} and variable = ${variable} and period_seconds = ${periodSeconds}
      and "timestamp" >= ${from} and "timestamp" < ${to}`.execute(db)
  const { numAffectedRows } = await sql`
    delete from data using signal
    where signal_id = signal.id and signal.asset = ${asset} and signal.variable = ${variable}
      and signal.period_seconds = ${periodSeconds}
      and "timestamp" >= ${from} and "timestamp" < ${to}`.execute(db)
  return Number(numAffectedRows ?? 0)
}

/** Of a day of which no value is left the ledger knows no more. Gives whether it still does. */
async function shortenDay(
  db: Kysely<TargetTables>,
  key: Key,
  day: string,
  kept: Interval | undefined,
): Promise<boolean> {
  const { asset, periodSeconds, variable } = key
  const isDay = sql`
    load.asset = ${asset} and load.variable = ${variable}
    and load.period_seconds = ${periodSeconds} and load.day = ${day}::date`
  if (kept !== undefined) {
    const [from, to] = [formatInstant(kept.start, 6), formatInstant(kept.end, 6)]
    const { rows } = await sql<{ values: number }>`
      update load set window_start = ${from}, window_end = ${to}, is_cut = true, target_rows = (
        select count(*) from signal join data on signal_id = id
        where signal.asset = load.asset and signal.variable = load.variable
          and signal.period_seconds = load.period_seconds
          and "timestamp" >= ${from} and "timestamp" < ${to})
      where ${isDay} returning target_rows as values`.execute(db)
    if (rows.some(({ values }) => values > 0)) return true
    await deleteBetween(db, key, kept)
  }
  await sql`delete from load where ${isDay}`.execute(db)
  return false
}
