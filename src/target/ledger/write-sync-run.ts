import { sql } from 'kysely'
import type { ErrorCode } from '../../errors/error-codes.ts'
import { classifyPostgresError } from '../../postgres/classify-error.ts'
import type { Day } from '../../time/day.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Instant } from '../../time/instant.ts'
import { inTransaction } from '../in-transaction.ts'
import type { Target } from '../tables/schema.ts'

/** A run of `sync` as it begins. */
export interface BegunSync {
  readonly startedAt: Instant
  readonly first: Day
  readonly last: Day
  readonly isDryRun: boolean
}

/** How it ended. */
export interface EndedSync {
  /** Days that were written, and those that could not be; of a farm, days of assets. */
  readonly loaded: number
  readonly failed: number
  readonly errorCode?: ErrorCode | undefined
  /** For a person. */
  readonly text: string
}

/** Older ones are deleted. */
const mostRuns = 1000

/** A message may hold a long list. */
const mostText = 1000

/** Writes down that a run has begun; gives its number. */
export async function beginSyncRun(target: Target, begun: BegunSync): Promise<number> {
  const { startedAt, first, last, isDryRun } = begun
  const statement = sql<{ id: number }>`
    with old as (
      delete from sync_run where id <= (select id from sync_run order by id desc offset ${mostRuns - 1} limit 1)
    )
    insert into sync_run (started_at, first_day, last_day, is_dry_run)
    values (${formatInstant(startedAt, 6)}, ${first}, ${last}, ${isDryRun})
    returning id`
  return write(target, async () => (await statement.execute(target.db)).rows[0]!.id)
}

/** Writes down how a run ended. */
export async function endSyncRun(target: Target, id: number, ended: EndedSync): Promise<void> {
  const { loaded, failed, errorCode, text } = ended
  const statement = sql`
    update sync_run set ended_at = ${formatInstant(Date.now() * 1000, 6)}, days_loaded = ${loaded},
      days_failed = ${failed}, error_code = ${errorCode ?? null}, text = ${text.slice(0, mostText)}
    where id = ${id}`
  await write(target, () => statement.execute(target.db))
}

async function write<T>(target: Target, work: () => Promise<T>): Promise<T> {
  try {
    return await inTransaction(target, { what: 'writing down a sync' }, work)
  } catch (error) {
    throw classifyPostgresError(error, 'Target')
  }
}
