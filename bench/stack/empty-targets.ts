import type { Bench } from './start-bench.ts'
import { runSql } from './run-sql.ts'

/** Minuano's Target as `target init` leaves it: signals, and no month. */
export async function emptyOurTarget({ up }: Bench): Promise<void> {
  const url = up.adminUrl('target')
  const partitions = await runSql<{ name: string }>(
    url,
    `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'data'::regclass`,
  )
  await runSql(
    url,
    ...partitions.map(({ name }) => `drop table ${name}`),
    'truncate load, bin_reason, changed_day, exclusion, month_closing, late_change',
    'checkpoint',
  )
}

/** A peer's Target: its tables and signals are there once its ETL has run. */
export async function emptyPeerTarget(targetUrl: string): Promise<void> {
  await runSql(targetUrl, 'truncate data', 'checkpoint')
}

/** Writes out what the server still holds back, so that no run pays for the one before. */
export async function settle({ up }: Bench): Promise<void> {
  await runSql(up.adminUrl('postgres'), 'checkpoint')
}
