import type pg from 'pg'
import { addKey, attach, createTable } from '../partitions/create-table.ts'
import type { WindowPlan } from './plan-window.ts'

/**
 * Where rows must be seen passing through `data`, makes the partitions that a window lacks, empty: rows
 * that a table has before it is attached are not replicated, and no trigger fires for them. To be
 * committed at once, so that no other load waits. Gives whether there was anything to make.
 */
export async function makeWatched(
  client: pg.ClientBase,
  { partitioning, pieces }: WindowPlan,
): Promise<boolean> {
  if (!partitioning.isWatched) return false
  const lacking = pieces.filter(({ partition }) => partition === undefined)
  for (const { bounds } of lacking) {
    const table = await createTable(client, partitioning.schema, bounds)
    await addKey(client, table)
    await attach(client, table)
  }
  return lacking.length > 0
}
