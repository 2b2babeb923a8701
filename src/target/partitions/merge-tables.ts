import type { Instant } from '../../time/instant.ts'
import type { Target } from '../tables/schema.ts'
import { copyStored } from './copy-stored.ts'
import { createTable } from './create-table.ts'
import { areReplaceable } from './is-replaceable.ts'
import { planMerges } from './plan-merges.ts'
import type { Merge } from './plan-merges.ts'
import type { Partition, Partitioning } from './read-partitions.ts'
import { canKeepReadersOut, exchange, keepWritersOut } from './replace-partition.ts'

/**
 * Puts tables together as one, in a transaction that has locked their months and asked how `data` is cut
 * now. Throws why it cannot be done: the transaction is then to be undone. `onBegin` is called when nothing
 * stands in the way, before the long part.
 */
export async function mergeTables(
  target: Target,
  partitioning: Partitioning,
  { tables, bounds }: Merge,
  now: Instant,
  onBegin: () => void,
): Promise<void> {
  const { client } = target
  const isStill = planMerges(partitioning, now).some(
    (merge) => oidsOf(merge.tables) === oidsOf(tables),
  )
  if (!isStill) throw new Error('another has changed them meanwhile')
  const fresh = await createTable(client, partitioning.schema, bounds)
  if (!(await areReplaceable(client, tables, fresh))) {
    throw new Error(
      'one of them, or `data`, has what would be lost or would make readers wait: rights, an index, a trigger, a check or a setting of its own',
    )
  }
  if (!(await keepWritersOut(target, tables))) throw new Error('somebody writes to them')
  // Else a reader who stays for hours would let each load write the month anew, for nothing.
  if (!(await canKeepReadersOut(target))) throw new Error('somebody reads `data`')
  onBegin()
  await copyStored(client, fresh)
  if (!(await exchange(target, { old: tables, tables: [fresh] }))) {
    throw new Error('somebody reads `data`, or a view needs one of them')
  }
}

function oidsOf(tables: readonly Partition[]): string {
  return tables.map(({ oid }) => oid).join()
}
