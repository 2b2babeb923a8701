import { sql } from 'kysely'
import { classifyPostgresError } from '../../postgres/classify-error.ts'
import { formatInstant } from '../../time/instant.ts'
import { inTransaction } from '../in-transaction.ts'
import type { LateChange, LateQuery } from '../read/list-late-changes.ts'
import type { Target } from '../tables/schema.ts'

/**
 * Writes down what `sync` found late of the days that it looked at; what was so of another of them, and is no more, is deleted.
 * A row that says the same already stays as it is.
 */
export async function writeLateChanges(
  target: Target,
  { assets, variables, periodSeconds, from, to }: Required<LateQuery>,
  changes: readonly LateChange[],
): Promise<void> {
  const rows = changes.map((of) => ({
    asset: of.asset,
    variable: of.variable,
    day: of.day,
    month: `${of.month}-01`,
    reason: of.reason,
    values_differ: of.valuesDiffer,
    bins_before: of.binsBefore,
    bins_after: of.binsAfter,
    mean_before: of.meanBefore,
    mean_after: of.meanAfter,
    greatest_difference: of.greatestDifference,
    fingerprint: of.fingerprint,
    settings_version: of.settingsVersion,
    seen_at: formatInstant(of.seenAt, 6),
  }))
  try {
    await inTransaction(target, { what: 'writing down late data' }, async () => {
      await sql`
        delete from late_change old
        where asset = any(${assets}::text[]) and variable = any(${variables}::text[])
          and period_seconds = ${periodSeconds} and day >= ${from}::date and day <= ${to}::date
          and not exists (
            select from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) late (asset text, variable text, day date)
            where late.asset = old.asset and late.variable = old.variable and late.day = old.day)`.execute(
        target.db,
      )
      await sql`
        insert into late_change as old (asset, variable, period_seconds, day, month, reason, values_differ, bins_before, bins_after,
          mean_before, mean_after, greatest_difference, fingerprint, settings_version, seen_at)
        select asset, variable, ${periodSeconds}, day, month, reason, values_differ, bins_before, bins_after, mean_before, mean_after,
          greatest_difference, fingerprint, settings_version, seen_at
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) late (asset text, variable text, day date, month date, reason text,
          values_differ int, bins_before int, bins_after int, mean_before float8, mean_after float8,
          greatest_difference float8, fingerprint text, settings_version text, seen_at timestamptz)
        on conflict (asset, variable, period_seconds, day) do update set month = excluded.month, reason = excluded.reason,
          values_differ = excluded.values_differ, bins_before = excluded.bins_before, bins_after = excluded.bins_after,
          mean_before = excluded.mean_before, mean_after = excluded.mean_after,
          greatest_difference = excluded.greatest_difference, fingerprint = excluded.fingerprint,
          settings_version = excluded.settings_version, seen_at = excluded.seen_at
        where old.seen_at is distinct from excluded.seen_at or (old.reason, old.month) <> (excluded.reason, excluded.month)`.execute(
        target.db,
      )
    })
  } catch (error) {
    throw classifyPostgresError(error, 'Target')
  }
}
