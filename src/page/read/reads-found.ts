import type { TargetReader } from './target-reader.ts'

/** Whether there is what `sync` found, which an older version did not keep, and it may be read. */
export async function readsFound(target: TargetReader): Promise<boolean> {
  const [row] = await target.rows<{ reads: boolean }>(
    'looking for what sync found',
    `select coalesce(has_table_privilege(to_regclass('source_day')::oid, 'select'), false)
       and coalesce(has_table_privilege(to_regclass('sync_run')::oid, 'select'), false) as reads`,
  )
  return row!.reads
}
