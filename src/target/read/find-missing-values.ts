import { sql } from 'kysely'
import type { Day } from '../../time/day.ts'
import { loadedStatuses } from '../ledger/is-loaded.ts'
import { readRows } from '../read-rows.ts'
import { isSpecial } from '../tables/ensure-signals.ts'
import type { Target } from '../tables/schema.ts'
import type { LedgerQuery } from './read-ledger.ts'

/** Values of one day of one variable that a load wrote, and that are not in the Target any more. */
export interface MissingValues {
  readonly day: Day
  readonly variable: string
  readonly missing: number
  /** How many the load wrote. */
  readonly loaded: number
}

/**
 * Compares what the ledger counted with what is there, of loaded days and these statistics, and all that only states
 * and counters have: a month that
 * was dropped, rows that were deleted. Each ledger row takes a step into the index for each statistic.
 */
export async function findMissingValues(
  target: Target,
  {
    asset,
    periodSeconds,
    variables,
    statistics,
    from,
    to,
  }: LedgerQuery & { readonly statistics: readonly string[] },
): Promise<MissingValues[]> {
  const query = sql<MissingValues>`
    select day, variable, target_rows - present as missing, target_rows as loaded
    from (
      select to_char(day, 'YYYY-MM-DD') as day, variable, target_rows,
        (select count(*)::int
          from signal join data on signal_id = id
          where signal.asset = load.asset and signal.variable = load.variable
            and signal.period_seconds = load.period_seconds
            and (statistic = any(${statistics}::text[]) or ${sql.raw(isSpecial)})
            and "timestamp" >= window_start and "timestamp" < window_end) as present
      from load
      where asset = ${asset} and period_seconds = ${periodSeconds}
        and variable = any(${variables}::text[]) and status in ${sql.raw(loadedStatuses)}
        and day >= ${from ?? '-infinity'}::date and day <= ${to ?? 'infinity'}::date
    ) counted
    where present < target_rows
    order by day, variable`
  return readRows(target, 'counting values', query)
}
