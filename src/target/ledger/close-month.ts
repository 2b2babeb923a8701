import { sql } from 'kysely'
import { classifyPostgresError } from '../../postgres/classify-error.ts'
import type { Asset } from '../../signal/asset.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Instant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import { inTransaction } from '../in-transaction.ts'
import { readInForce } from '../load/read-in-force.ts'
import { monthsOf } from '../tables/month.ts'
import type { Target } from '../tables/schema.ts'
import type { ClosedMonth } from './closed-month.ts'
import { findLackingDays } from './find-lacking-days.ts'
import type { LackingDay, MonthQuery } from './find-lacking-days.ts'

/** A month of the plant's zone, of some assets. */
export interface MonthToClose extends MonthQuery {
  readonly timeZone: string
  readonly window: Interval
  /** Whether it is closed too where days of it are not loaded. */
  readonly isIncomplete: boolean
  readonly by: string
}

/** What became of it. Where days are lacking and it was not to be closed so, nothing was closed. */
export interface Closing {
  readonly closed: readonly Asset[]
  /** Those that were closed before. */
  readonly already: readonly ClosedMonth[]
  readonly lacking: readonly LackingDay[]
}

/**
 * Closes a month of assets: from then on no load changes anything of it. Under the locks of the months that it lies in, so
 * that it waits for loads under way, and a load that began before and has not written yet finds it closed.
 */
export async function closeMonth(target: Target, month: MonthToClose): Promise<Closing> {
  const { assets, month: name, timeZone, window, isIncomplete, by } = month
  return underLocks(target, window, `closing ${name}`, async () => {
    const { closed } = await readInForce(target.client, window)
    const already = closed.filter((of) => of.month === name && assets.includes(of.asset))
    const open = assets.filter((asset) => !already.some((of) => of.asset === asset))
    const lacking =
      open.length === 0 ? [] : await findLackingDays(target, { ...month, assets: open })
    if (lacking.length > 0 && !isIncomplete) return { closed: [], already, lacking }
    const lack = new Set(lacking.map(({ asset }) => asset))
    await sql`
      insert into month_closing (asset, month, time_zone, window_start, window_end, is_incomplete, closed_at, closed_by, closed_role)
      select asset, ${`${name}-01`}::date, ${timeZone}, ${at(window.start)}, ${at(window.end)}, lacks, clock_timestamp(), ${by}, current_user
      from unnest(${open}::text[], ${open.map((asset) => lack.has(asset))}::boolean[]) one (asset, lacks)`.execute(
      target.db,
    )
    return { closed: open, already, lacking }
  })
}

/**
 * Opens a month of assets again; gives those that were closed. What `sync` measured of its days is forgotten: it loads them
 * now.
 */
export async function reopenMonth(
  target: Target,
  { month, assets, by }: Pick<MonthToClose, 'month' | 'assets' | 'by'>,
): Promise<Asset[]> {
  try {
    return await inTransaction(target, { what: `opening ${month} again` }, async () => {
      const { rows } = await sql<{ asset: Asset }>`
        update month_closing set reopened_at = clock_timestamp(), reopened_by = ${by}, reopened_role = current_user
        where month = ${`${month}-01`}::date and asset = any(${assets}::text[]) and reopened_at is null
        returning asset`.execute(target.db)
      const opened = rows.map(({ asset }) => asset).sort()
      await sql`
        delete from late_change
        where asset = any(${opened}::text[]) and month = ${`${month}-01`}::date`.execute(target.db)
      return opened
    })
  } catch (error) {
    throw classifyPostgresError(error, 'Target')
  }
}

async function underLocks<T>(
  target: Target,
  window: Interval,
  what: string,
  work: () => Promise<T>,
): Promise<T> {
  const locks = monthsOf(window).map(({ number }) => number)
  try {
    return await inTransaction(target, { what, locks }, work)
  } catch (error) {
    throw classifyPostgresError(error, 'Target')
  }
}

function at(instant: Instant) {
  return sql`${formatInstant(instant, 6)}::timestamptz`
}
