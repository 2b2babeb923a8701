import type { LastSync } from '../api.ts'
import { readsFound } from './reads-found.ts'
import type { TargetReader } from './target-reader.ts'

/** What `sync` did the last time; null where it never ran, or its runs are not kept. */
export async function readLastSync(target: TargetReader): Promise<LastSync | null> {
  if (!(await readsFound(target))) return null
  const rfc3339 = (column: string) =>
    `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`
  const [row] = await target.rows<LastSync>(
    'reading what sync did',
    `select ${rfc3339('started_at')} as "startedAt", ${rfc3339('ended_at')} as "endedAt", text,
       error_code is not null or days_failed > 0 as failed
     from sync_run order by id desc limit 1`,
  )
  return row ?? null
}
