import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { ErrorCode } from '../../errors/error-codes.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Instant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import { version } from '../../version.ts'
import { inTransaction } from '../in-transaction.ts'
import { isLoaded, loadedStatuses } from './is-loaded.ts'
import type { LoadStatus, LoadTable, Target, TargetTables } from '../tables/schema.ts'

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
  readonly sampleLabel: 'start' | 'end'
  readonly sourceRows?: number
  readonly expected?: number
  readonly valid?: number
  readonly missing?: number
  readonly outOfRange?: number
  readonly duplicates?: number
  readonly conflicts?: number
  readonly excess?: number
  readonly ambiguous?: number
  /** Left out by hand; and the time that the day, and what leads into it, was made without. The latter is not written. */
  readonly excluded?: number
  readonly excludedWindows?: readonly Interval[]
  /** Of a sensor that hung; left out of the row: not looked for. */
  readonly frozen?: number
  /** By the reason that the Source gives, rows without a value, and values that it doubts. */
  readonly reasons?: Readonly<Record<string, number>>
  readonly keptReasons?: Readonly<Record<string, number>>
  /** Of a counter, by what became of it beside growing. */
  readonly kindCounts?: Readonly<Record<string, number>>
  readonly coverage?: number
  readonly targetRows?: number
  readonly fingerprint?: string | undefined
  readonly settingsVersion?: string
  /** How long before the day rows were read with it, and their fingerprint. */
  readonly lead?: { readonly seconds: number; readonly fingerprint: string } | undefined
  readonly startedAt: Instant
  /** Days that were loaded together: the time that it took is shared out among them. */
  readonly sharedBy?: number
  readonly errorCode?: ErrorCode
}

/**
 * Writes what loads did, in the transaction that they were done in, over whatever was there. Gives those that have values
 * and hold others than before, as far as the ledger tells: they were not loaded, begin elsewhere, or held more or fewer.
 */
export async function writeLoads(
  db: Kysely<TargetTables>,
  entries: readonly LedgerEntry[],
): Promise<LedgerEntry[]> {
  const isAsBefore = await writeEntries(db, entries, everyColumn)
  return entries.filter((entry) => (entry.targetRows ?? 0) > 0 && !isAsBefore.has(keyOf(entry)))
}

/** A failure's note is not worth a long wait: what failed may have waited already. */
const failureLock = 10

/**
 * Writes failures, in a transaction of its own: of a day that was loaded before, only the code, since
 * the day's rows are still that load's; of one of a closed month, nothing. `onlyKnown`: no row is added for a day that has none.
 */
export async function writeFailures(
  target: Target,
  entries: readonly LedgerEntry[],
  onlyKnown = false,
): Promise<void> {
  const limits = { ...target.limits, lock: Math.min(target.limits.lock, failureLock) }
  await inTransaction(target, { what: 'writing down a failure', limits }, () =>
    writeEntries(target.db, entries, keepLoad, onlyKnown),
  )
}

/** Gives the keys of those that begin where they began before, with as many values. */
async function writeEntries(
  db: Kysely<TargetTables>,
  entries: readonly LedgerEntry[],
  onConflict: typeof everyColumn | typeof keepLoad,
  onlyKnown = false,
): Promise<ReadonlySet<string>> {
  if (entries.length === 0) return new Set()
  const names = Object.keys(columns)
  const rows = await db
    .insertInto('load')
    .columns(names as (keyof typeof columns)[])
    .expression(
      sql`select ${sql.join(names.map((name) => sql.ref(name)))}
        from jsonb_to_recordset(${JSON.stringify(entries.map(toRow))}::jsonb)
        entry (${sql.raw(
          Object.entries(columns)
            .map(([name, type]) => `${name} ${type}`)
            .join(', '),
        )}) ${onConflict === keepLoad ? isOpen : sql``} ${onlyKnown ? isKnown : sql``}`,
    )
    .onConflict((conflict) =>
      conflict.columns(['asset', 'variable', 'period_seconds', 'day']).doUpdateSet(onConflict),
    )
    .returning([
      'asset',
      'variable',
      'period_seconds as periodSeconds',
      sql<string>`to_char(day, 'YYYY-MM-DD')`.as('day'),
      wasSo.as('wasSo'),
    ])
    .execute()
  return new Set(rows.filter(({ wasSo }) => wasSo).map(keyOf))
}

/** A question that is asked while rows are written sees them as they were before. */
const wasSo = sql<boolean>`exists (
  select from load before
  where before.asset = load.asset and before.variable = load.variable
    and before.period_seconds = load.period_seconds and before.day = load.day
    and before.status in ${sql.raw(loadedStatuses)}
    and before.window_start = load.window_start and before.target_rows = load.target_rows)`

function keyOf({
  asset,
  variable,
  periodSeconds,
  day,
}: Pick<LedgerEntry, 'asset' | 'variable' | 'periodSeconds' | 'day'>): string {
  return JSON.stringify([asset, variable, periodSeconds, day])
}

/** A day of a closed month keeps what the ledger says of it. */
const isOpen = sql`
  where not exists (
    select from month_closing closing
    where closing.asset = entry.asset and closing.reopened_at is null
      and closing.window_start < entry.window_end and closing.window_end > entry.window_start)`

const isKnown = sql`
  and exists (
    select from load known
    where known.asset = entry.asset and known.variable = entry.variable
      and known.period_seconds = entry.period_seconds and known.day = entry.day)`

/** Every column with its type: rows come as one JSON parameter, since a month of days has 1,400 fields. */
const columns = {
  asset: 'text',
  variable: 'text',
  period_seconds: 'integer',
  day: 'date',
  time_zone: 'text',
  window_start: 'timestamptz',
  window_end: 'timestamptz',
  status: 'text',
  sample_seconds: 'integer',
  source_rows: 'integer',
  expected: 'integer',
  valid: 'integer',
  missing: 'integer',
  out_of_range: 'integer',
  duplicates: 'integer',
  conflicts: 'integer',
  excess: 'integer',
  ambiguous: 'integer',
  excluded: 'integer',
  frozen: 'integer',
  reasons: 'jsonb',
  kept_reasons: 'jsonb',
  kind_counts: 'jsonb',
  coverage: 'double precision',
  target_rows: 'integer',
  fingerprint: 'text',
  settings_version: 'text',
  lead_seconds: 'integer',
  lead_fingerprint: 'text',
  sample_label: 'text',
  is_cut: 'boolean',
  has_classes: 'boolean',
  minuano_version: 'text',
  started_at: 'timestamptz',
  seconds: 'double precision',
  error_code: 'text',
} as const satisfies Record<keyof LoadTable, string>

function toRow(entry: LedgerEntry): Record<keyof LoadTable, unknown> {
  return {
    asset: entry.asset,
    variable: entry.variable,
    period_seconds: entry.periodSeconds,
    day: entry.day,
    time_zone: entry.timeZone,
    window_start: formatInstant(entry.interval.start, 6),
    window_end: formatInstant(entry.interval.end, 6),
    status: entry.status,
    sample_seconds: entry.sampleSeconds,
    source_rows: entry.sourceRows,
    expected: entry.expected,
    valid: entry.valid,
    missing: entry.missing,
    out_of_range: entry.outOfRange,
    duplicates: entry.duplicates,
    conflicts: entry.conflicts,
    excess: entry.excess,
    ambiguous: entry.ambiguous,
    excluded: entry.excluded,
    frozen: entry.frozen,
    reasons: entry.reasons,
    kept_reasons: entry.keptReasons,
    kind_counts: entry.kindCounts,
    coverage: entry.coverage,
    target_rows: entry.targetRows,
    fingerprint: entry.fingerprint,
    settings_version: entry.settingsVersion,
    lead_seconds: entry.lead?.seconds,
    lead_fingerprint: entry.lead?.fingerprint,
    sample_label: entry.sampleLabel,
    is_cut: false,
    has_classes: isLoaded(entry) ? true : undefined,
    minuano_version: version,
    started_at: formatInstant(entry.startedAt, 6),
    seconds: (Date.now() * 1000 - entry.startedAt) / 1e6 / (entry.sharedBy ?? 1),
    error_code: entry.errorCode,
  }
}

const keys = new Set(['asset', 'variable', 'period_seconds', 'day'])

const everyColumn = Object.fromEntries(
  Object.keys(columns)
    .filter((name) => !keys.has(name))
    .map((name) => [name, sql.ref(`excluded.${name}`)]),
)

const keepLoad = {
  status: sql<LoadStatus>`case when load.status in ${sql.raw(loadedStatuses)} then load.status else excluded.status end`,
  error_code: sql<string | null>`excluded.error_code`,
}
