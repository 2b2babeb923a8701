import { sql } from 'kysely'
import type { Day } from '../../time/day.ts'
import type { Instant } from '../../time/instant.ts'
import { readRows } from '../read-rows.ts'
import type { Target } from '../tables/schema.ts'

/** A run of `sync`: which days it looked at, and what it did. Times are in microseconds. */
export interface SyncRun {
  readonly startedAt: Instant
  /** Null: it is at work, or was cut off. */
  readonly endedAt: Instant | null
  readonly first: Day
  readonly last: Day
  readonly isDryRun: boolean
  /** Days that were written, and those that could not be; of a farm, days of assets. */
  readonly loaded: number
  readonly failed: number
  readonly errorCode: string | null
  /** For a person; empty before its end. */
  readonly text: string
}

type Times = 'startedAt' | 'endedAt'

/** The newest runs, the newest first. */
export async function listSyncRuns(target: Target, most: number): Promise<SyncRun[]> {
  const query = sql<Omit<SyncRun, Times> & { startedAt: string; endedAt: string | null }>`
    select (extract(epoch from started_at) * 1000000)::int8::text as "startedAt",
      (extract(epoch from ended_at) * 1000000)::int8::text as "endedAt",
      to_char(first_day, 'YYYY-MM-DD') as first, to_char(last_day, 'YYYY-MM-DD') as last,
      is_dry_run as "isDryRun", days_loaded as loaded, days_failed as failed,
      error_code as "errorCode", text
    from sync_run order by id desc limit ${most}`
  const rows = await readRows(target, 'reading what sync did', query)
  return rows.map((row) => ({
    ...row,
    startedAt: Number(row.startedAt),
    endedAt: row.endedAt === null ? null : Number(row.endedAt),
  }))
}
