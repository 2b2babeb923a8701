import { sql } from 'kysely'
import { classifyPostgresError } from '../../postgres/classify-error.ts'
import type { Asset } from '../../signal/asset.ts'
import type { Day } from '../../time/day.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Instant } from '../../time/instant.ts'
import { inTransaction } from '../in-transaction.ts'
import type { Target } from '../tables/schema.ts'

/** What the Source holds of one day of one variable. */
export interface FoundInSource {
  readonly asset: Asset
  readonly variable: string
  readonly day: Day
  /** 0: it has none of this day. */
  readonly rows: number
  readonly values: number
  /** Null where there are no rows. */
  readonly fingerprint: string | null
  /** Whether the ledger says otherwise: then it is known to be so from now on. */
  readonly differs: boolean
}

/** How the days were counted, and when. */
export interface LookAtSource {
  readonly timeZone: string
  readonly sampleLabel: 'start' | 'end'
  /** Of the ledger, which says since when an asset is there. */
  readonly periodSeconds: number
  /** Before the Source was asked. */
  readonly seenAt: Instant
}

/**
 * Writes down what was found, in one statement. A row that says the same already stays as it is, so that a look at
 * what has not changed writes nothing. Days without rows before the first that the Source or the ledger has of a
 * variable are left out: there was nothing yet.
 */
export async function writeFoundDays(
  target: Target,
  found: readonly FoundInSource[],
  { timeZone, sampleLabel, periodSeconds, seenAt }: LookAtSource,
): Promise<void> {
  if (found.length === 0) return
  const column = <T>(of: (row: FoundInSource) => T) => found.map(of)
  const statement = sql`
    with seen as (
      select * from unnest(
        ${column((row) => row.asset)}::text[], ${column((row) => row.variable)}::text[],
        ${column((row) => row.day)}::date[], ${column((row) => row.rows)}::int[],
        ${column((row) => row.values)}::int[], ${column((row) => row.fingerprint)}::text[],
        ${column((row) => row.differs)}::boolean[])
      seen (asset, variable, day, rows, filled, fingerprint, differs)
    ), began as (
      select asset, variable, least(min(day) filter (where rows > 0), (
          select min(load.day) from load
          where load.asset = seen.asset and load.variable = seen.variable
            and load.period_seconds = ${periodSeconds})) as since
      from seen group by asset, variable
    )
    insert into source_day (asset, variable, day, time_zone, sample_label, source_rows, source_values, fingerprint, seen_at)
    select asset, variable, seen.day, ${timeZone}, ${sampleLabel}, rows, filled, seen.fingerprint,
      ${formatInstant(seenAt, 6)}::timestamptz
    from seen
      join began using (asset, variable)
      left join source_day old using (asset, variable, day)
    where case when old.seen_at is null then rows > 0 or day >= since
      else differs or (old.time_zone, old.sample_label, source_rows, source_values, old.fingerprint)
        is distinct from (${timeZone}, ${sampleLabel}, rows, filled, seen.fingerprint) end
    order by asset, variable, day
    on conflict (asset, variable, day) do update set time_zone = excluded.time_zone,
      sample_label = excluded.sample_label, source_rows = excluded.source_rows,
      source_values = excluded.source_values, fingerprint = excluded.fingerprint, seen_at = excluded.seen_at`
  try {
    await inTransaction(target, { what: 'writing down what the Source holds' }, () =>
      statement.execute(target.db),
    )
  } catch (error) {
    throw classifyPostgresError(error, 'Target')
  }
}
