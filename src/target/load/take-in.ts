import { attach } from '../partitions/create-table.ts'
import type { NewTable } from '../partitions/create-table.ts'
import type { Partitioning } from '../partitions/read-partitions.ts'
import { exchange, fillReplacement } from '../partitions/replace-partition.ts'
import type { Exchange, Replacement } from '../partitions/replace-partition.ts'
import { underShortLock } from '../partitions/under-short-lock.ts'
import type { Target } from '../tables/schema.ts'
import type { Finished } from './piece-writer.ts'

/**
 * Makes filled tables partitions of `data`, at the transaction's end. Where readers or others who write do
 * not let us within some seconds, their rows go through `data` after all: slow, and right.
 */
export async function takeIn(
  target: Target,
  { schema, rest }: Partitioning,
  finished: readonly Finished[],
): Promise<void> {
  const replacements = finished.flatMap(({ replacement }) => replacement ?? [])
  const exchanges: Exchange[] = []
  for (const replacement of replacements) {
    const filled = await fillReplacement(target, schema, replacement)
    if (filled === undefined) await insertThrough(target, replacement.fresh)
    else exchanges.push(filled)
  }
  for (const table of finished.flatMap(({ table }) => table ?? [])) {
    if (rest === undefined) await attach(target.client, table)
    // What takes the rest is searched for such rows, and its readers wait.
    else if (!(await underShortLock(target, () => attach(target.client, table)))) {
      await insertThrough(target, table)
    }
  }
  if (exchanges.length > 0) await exchangeAll(target, exchanges, replacements)
}

/** All at once, so that readers are kept out once. */
async function exchangeAll(
  target: Target,
  exchanges: readonly Exchange[],
  replacements: readonly Replacement[],
): Promise<void> {
  const tables = exchanges.flatMap((one) => one.tables)
  if (await exchange(target, { old: exchanges.flatMap(({ old }) => old), tables })) return
  const fresh = new Set(replacements.map((replacement) => replacement.fresh))
  for (const table of tables) {
    if (fresh.has(table)) await insertThrough(target, table)
    // Copies of rows that stay where they are.
    else await target.client.query(`drop table ${table.table}`)
  }
}

/** What of these rows `data` has already is the same, and stays. */
async function insertThrough({ client }: Target, { table }: NewTable): Promise<void> {
  await client.query(
    `insert into data (signal_id, "timestamp", value)
     select signal_id, "timestamp", value from ${table} on conflict (signal_id, "timestamp") do nothing`,
  )
  await client.query(`drop table ${table}`)
}
