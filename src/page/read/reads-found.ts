import { calledAs } from '../../config/called-as.ts'
import { quoteIdentifier } from '../../postgres/quote.ts'
import type { TargetReader } from './target-reader.ts'

/** Whether there is what `sync` found, which an older version did not keep, and it may be read. */
export async function readsFound(target: TargetReader): Promise<boolean> {
  return (await whyNotFound(target)) === undefined
}

/** Why days that changed, or were never loaded, cannot be told from others; undefined: they can. */
export async function whyNotFound(target: TargetReader): Promise<string | undefined> {
  const [row] = await target.rows<{ there: boolean; reads: boolean; role: string }>(
    'looking for what sync found',
    `select to_regclass('source_day') is not null and to_regclass('sync_run') is not null as there,
       coalesce(has_table_privilege(to_regclass('source_day')::oid, 'select'), false)
         and coalesce(has_table_privilege(to_regclass('sync_run')::oid, 'select'), false) as reads,
       current_user as role`,
  )
  const { there, reads, role } = row!
  if (reads) return undefined
  const what = 'Days that changed in the Source, or were never loaded, are not told from others'
  return there
    ? `${what}: this login may not read what sync found. grant select on source_day, sync_run to ${quoteIdentifier(role)}`
    : `${what}: the Target has no tables for what sync finds. The next ${calledAs()} sync makes them`
}
