import type pg from 'pg'
import { ownName } from './partition-name.ts'
import type { NewTable } from './create-table.ts'
import type { Partition } from './read-partitions.ts'

/** Whether a partition may be ours by its name and bounds. */
export function isOwn({ name, bounds }: Partition): boolean {
  return ownName.test(name) && Number.isFinite(bounds.end - bounds.start)
}

/**
 * Whether partitions are as we make them, so that a table of ours can take their place: whatever
 * somebody gave to one of them alone (rights, an owner, a trigger, an index, a check, a tablespace) would
 * go with it. Nor where `data` has further indexes, which ATTACH would make while readers wait. `like` is a
 * new table of ours, without a key yet.
 */
export async function areReplaceable(
  client: pg.ClientBase,
  partitions: readonly Partition[],
  like: NewTable,
): Promise<boolean> {
  if (!partitions.every(isOwn)) return false
  const { rows } = await client.query<{ replaceable: boolean }>(
    `select bool_and(
         old.relkind = 'r' and old.relpersistence = 'p' and old.reltablespace = model.reltablespace
         and old.relam = model.relam and old.relowner = model.relowner
         and old.relacl is not distinct from model.relacl
         and old.reloptions is not distinct from model.reloptions
         and not old.relrowsecurity and old.relreplident = model.relreplident
         and not exists (select from pg_trigger where tgrelid = old.oid and not tgisinternal)
         and not exists (select from pg_publication_rel where prrelid = old.oid)
         and not exists (select from pg_subscription_rel where srrelid = old.oid)
         and not exists (select from pg_constraint where confrelid in (old.oid, 'data'::regclass))
         and not exists (
           select from pg_constraint
           where conrelid = old.oid and contype in ('c', 'f', 'x') and coninhcount = 0)
         and 1 = all (
           select count(*) from pg_index where indrelid in (old.oid, 'data'::regclass) group by indrelid)
       ) as replaceable
     from pg_class old, pg_class model
     where old.oid = any ($1::oid[]) and model.oid = $2::regclass`,
    [partitions.map(({ oid }) => oid), like.table],
  )
  return rows[0]!.replaceable
}
