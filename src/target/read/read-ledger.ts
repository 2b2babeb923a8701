import { sql } from 'kysely'
import type { Day } from '../../time/day.ts'
import { readRows } from '../read-rows.ts'
import type { LoadStatus, Target } from '../tables/schema.ts'

/** What the ledger says of one day of one variable. */
export interface LedgerRow {
  readonly day: Day
  readonly variable: string
  readonly status: LoadStatus
  /** The window's end, in microseconds: before the day's end, the day was still under way. */
  readonly windowEnd: number
  readonly windowStart: number
  readonly timeZone: string
  /** Which edge of its interval a sample was stamped with; null: not written down. */
  readonly sampleLabel: 'start' | 'end' | null
  /** A day of another time zone took a part of the window. */
  readonly isCut: boolean
  /** How far apart samples were expected; 1 also where values come on change, which are counted in seconds. */
  readonly sampleSeconds?: number
  readonly expected: number | null
  readonly valid: number | null
  readonly missing: number | null
  readonly outOfRange: number | null
  readonly duplicates: number | null
  readonly conflicts: number | null
  readonly excess: number | null
  readonly ambiguous: number | null
  /** Left out by hand; null: not counted. */
  readonly excluded?: number | null
  /** Of a sensor that hung; null: not looked for. */
  readonly frozen?: number | null
  /** By the reason that the Source gives: rows without a value, and values that it doubts; null: none. */
  readonly reasons: Readonly<Record<string, number>> | null
  readonly keptReasons: Readonly<Record<string, number>> | null
  /** What became of a counter beside growing; null: nothing. */
  readonly kindCounts?: Readonly<Record<string, number>> | null
  readonly coverage: number | null
  readonly fingerprint: string | null
  /** None of a loaded day: it is to be made again. */
  readonly settingsVersion: string | null
  /** How long before the day rows were read with it, and their fingerprint; null: none, or not written down. */
  readonly leadSeconds?: number | null
  readonly leadFingerprint?: string | null
  readonly errorCode: string | null
}

export interface LedgerQuery {
  readonly asset: string
  readonly periodSeconds: number
  readonly variables: readonly string[]
  readonly from?: Day | undefined
  readonly to?: Day | undefined
}

/** The ledger's rows of these variables, in the order of days. */
export async function readLedger(
  target: Target,
  { asset, periodSeconds, variables, from, to }: LedgerQuery,
): Promise<LedgerRow[]> {
  const query = sql<
    Omit<LedgerRow, 'windowStart' | 'windowEnd'> & Record<'windowStart' | 'windowEnd', string>
  >`
    select to_char(day, 'YYYY-MM-DD') as day, variable, status, sample_seconds as "sampleSeconds", expected, valid, missing,
      out_of_range as "outOfRange", duplicates, conflicts, excess, ambiguous, excluded, frozen,
      reasons, kept_reasons as "keptReasons", kind_counts as "kindCounts", coverage, fingerprint, settings_version as "settingsVersion",
      lead_seconds as "leadSeconds", lead_fingerprint as "leadFingerprint", error_code as "errorCode", time_zone as "timeZone", sample_label as "sampleLabel", is_cut as "isCut",
      (extract(epoch from window_start) * 1000000)::int8::text as "windowStart",
      (extract(epoch from window_end) * 1000000)::int8::text as "windowEnd"
    from load
    where asset = ${asset} and period_seconds = ${periodSeconds}
      and variable = any(${variables}::text[])
      and day >= ${from ?? '-infinity'}::date and day <= ${to ?? 'infinity'}::date
    order by load.day, variable`
  const rows = await readRows(target, 'reading the ledger', query)
  return rows.map((row) => ({
    ...row,
    windowStart: Number(row.windowStart),
    windowEnd: Number(row.windowEnd),
  }))
}
