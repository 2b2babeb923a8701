import { sql } from 'kysely'
import { classifyPostgresError } from '../../postgres/classify-error.ts'
import type { Asset } from '../../signal/asset.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import { inTransaction } from '../in-transaction.ts'
import { longestLead } from '../load/read-in-force.ts'
import { monthsOf } from '../tables/month.ts'
import type { Target } from '../tables/schema.ts'

/** What somebody takes out by hand. */
export interface ToExclude {
  readonly assets: readonly Asset[]
  readonly variables: readonly string[]
  readonly window: Interval
  readonly reason: string
  readonly by: string
}

/**
 * Writes down that samples are excluded, a row an asset and variable; gives their numbers. Under the locks of the months that
 * days with such samples lie in: a load under way ends before, and one that has read its day and not written it finds them, and
 * makes the day again.
 */
export async function exclude(
  target: Target,
  { assets, variables, window, reason, by }: ToExclude,
): Promise<number[]> {
  return underLocks(target, window, async () => {
    const { rows } = await sql<{ id: number }>`
      insert into exclusion (asset, variable, window_start, window_end, reason, made_at, made_by, made_role)
      select asset, variable, ${formatInstant(window.start, 6)}::timestamptz, ${formatInstant(window.end, 6)}::timestamptz,
        ${reason}, clock_timestamp(), ${by}, current_user
      from unnest(${assets}::text[]) with ordinality of_asset (asset, one)
        cross join unnest(${variables}::text[]) with ordinality of_variable (variable, other)
      order by one, other
      returning id`.execute(target.db)
    return rows.map(({ id }) => id)
  })
}

/** Undoes an exclusion, whose window is given; gives whether it was in force. */
export async function undoExclusion(
  target: Target,
  { id, window, by }: { readonly id: number; readonly window: Interval; readonly by: string },
): Promise<boolean> {
  return underLocks(target, window, async () => {
    const { numAffectedRows } = await sql`
      update exclusion set undone_at = clock_timestamp(), undone_by = ${by}, undone_role = current_user
      where id = ${id} and undone_at is null`.execute(target.db)
    return Number(numAffectedRows ?? 0) > 0
  })
}

async function underLocks<T>(
  target: Target,
  { start, end }: Interval,
  work: () => Promise<T>,
): Promise<T> {
  // What leads into a day is read with it: those of some days after the window may be made without it too.
  const months = monthsOf({ start, end: end + longestLead })
  const locks = months.map(({ number }) => number)
  try {
    return await inTransaction(target, { what: 'excluding samples', locks }, work)
  } catch (error) {
    throw classifyPostgresError(error, 'Target')
  }
}
