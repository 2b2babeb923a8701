import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { ErrorCode } from '../errors/error-codes.ts'
import { formatInstant } from '../time/instant.ts'
import type { Instant } from '../time/instant.ts'
import type { Interval } from '../time/interval.ts'
import { version } from '../version.ts'
import type { LoadStatus, TargetTables } from './schema.ts'

/** What is written of one day of one variable. */
export interface LedgerEntry {
  readonly asset: string
  readonly variable: string
  readonly periodSeconds: number
  readonly day: string
  readonly timeZone: string
  readonly interval: Interval
  readonly status: LoadStatus
  readonly sampleSeconds: number
  readonly sourceRows?: number
  readonly expected?: number
  readonly valid?: number
  readonly missing?: number
  readonly outOfRange?: number
  readonly coverage?: number
  readonly targetRows?: number
  readonly fingerprint?: string | undefined
  readonly settingsVersion?: string
  readonly startedAt: Instant
  readonly errorCode?: ErrorCode
}

/** Writes what loads did, in the transaction that they were done in, over whatever was there. */
export function writeLoads(
  db: Kysely<TargetTables>,
  entries: readonly LedgerEntry[],
): Promise<void> {
  return writeEntries(db, entries, everyColumn)
}

/**
 * Writes failures: of a day that was loaded before, only the code, since the day's rows are still that
 * load's.
 */
export function writeFailures(
  db: Kysely<TargetTables>,
  entries: readonly LedgerEntry[],
): Promise<void> {
  return writeEntries(db, entries, keepLoad)
}

async function writeEntries(
  db: Kysely<TargetTables>,
  entries: readonly LedgerEntry[],
  onConflict: typeof everyColumn | typeof keepLoad,
): Promise<void> {
  if (entries.length === 0) return
  const rows = entries.map((entry) => ({
    asset: entry.asset,
    variable: entry.variable,
    period_seconds: entry.periodSeconds,
    day: entry.day,
    time_zone: entry.timeZone,
    window_start: at(entry.interval.start),
    window_end: at(entry.interval.end),
    status: entry.status,
    sample_seconds: entry.sampleSeconds,
    source_rows: entry.sourceRows ?? null,
    expected: entry.expected ?? null,
    valid: entry.valid ?? null,
    missing: entry.missing ?? null,
    out_of_range: entry.outOfRange ?? null,
    coverage: entry.coverage ?? null,
    target_rows: entry.targetRows ?? null,
    fingerprint: entry.fingerprint ?? null,
    settings_version: entry.settingsVersion ?? null,
    minuano_version: version,
    started_at: at(entry.startedAt),
    seconds: (Date.now() * 1000 - entry.startedAt) / 1e6,
    error_code: entry.errorCode ?? null,
  }))
  await db
    .insertInto('load')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['asset', 'variable', 'period_seconds', 'day']).doUpdateSet(onConflict),
    )
    .execute()
}

const everyColumn = Object.fromEntries(
  [
    'time_zone',
    'window_start',
    'window_end',
    'status',
    'sample_seconds',
    'source_rows',
    'expected',
    'valid',
    'missing',
    'out_of_range',
    'coverage',
    'target_rows',
    'fingerprint',
    'settings_version',
    'minuano_version',
    'started_at',
    'seconds',
    'error_code',
  ].map((column) => [column, sql.ref(`excluded.${column}`)]),
)

const keepLoad = {
  status: sql<LoadStatus>`case when load.status in ('loaded', 'open') then load.status else excluded.status end`,
  error_code: sql<string | null>`excluded.error_code`,
}

function at(instant: Instant) {
  return sql<Date>`${formatInstant(instant, 6)}::timestamptz`
}
