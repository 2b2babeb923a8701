import { describeError } from '../../errors/describe-error.ts'
import { classifyPostgresError } from '../../postgres/classify-error.ts'
import type { Instant } from '../../time/instant.ts'
import { inTransaction, readOnce } from '../in-transaction.ts'
import { monthsOf } from '../tables/month.ts'
import type { Target } from '../tables/schema.ts'
import { mergeTables } from './merge-tables.ts'
import { moveParts, partsToMove } from './move-parts.ts'
import { partitionName } from './partition-name.ts'
import { planMerges } from './plan-merges.ts'
import type { Merge } from './plan-merges.ts'
import { partitionsStatement, readPartitions } from './read-partitions.ts'
import type { PartitionRow, Partitioning } from './read-partitions.ts'

export interface MergeOptions {
  /** Told what is begun, and where it could not be ended; not what cannot be done for now. */
  readonly say: (line: string) => void
  readonly now?: Instant
  /** Tables that must follow each other to be worth it: a day put beside a month each time writes the month each time. */
  readonly fewest?: number
}

/** What was put together, by the new tables' names, and what was left as it is. */
export interface Merged {
  readonly merged: readonly { readonly name: string; readonly tables: number }[]
  readonly left: readonly {
    readonly name: string
    readonly tables: number
    readonly reason: string
  }[]
}

/**
 * Puts tables of days together, month by month, where their month has been over for some days: each in
 * one transaction, under the months' locks; not where `data` is published. Tables that stand
 * beside `data` are moved to the schema of their own first. One query where there is nothing to do. What cannot be done
 * now, since somebody reads or writes, is left for the next time, and so is whatever fails: `data` is as
 * it was. Throws only where the first query fails.
 */
export async function mergeMonths(
  target: Target,
  { say, now = Date.now() * 1000, fewest = 2 }: MergeOptions,
): Promise<Merged> {
  const merged: Merged['merged'][number][] = []
  const left: Merged['left'][number][] = []
  const { merges, isWatched } = await findMerges(target, now)
  for (const merge of merges) {
    const name = partitionName(merge.bounds)
    const tables = merge.tables.length
    if (tables < fewest) continue
    if (isWatched) {
      left.push({ name, tables, reason: watched })
      continue
    }
    const progress = { isBegun: false }
    const reason = await tryMerge(target, merge, now, () => {
      progress.isBegun = true
      say(`the Target: putting ${tables} tables together as ${name}`)
    })
    if (reason === undefined) merged.push({ name, tables })
    else left.push({ name, tables, reason })
    if (reason !== undefined && progress.isBegun)
      say(`the Target: ${name} is left as ${tables} tables: ${reason}`)
  }
  return { merged, left }
}

/** Rows that move would be rows that come, to whoever is told of every row. */
const watched = '`data` is published, or has triggers: those would see old rows as new ones'

async function findMerges(
  target: Target,
  now: Instant,
): Promise<{ readonly merges: Merge[]; readonly isWatched: boolean }> {
  try {
    let partitioning = await askHowCut(target)
    if (partsToMove(partitioning).length > 0) {
      await moveParts(target)
      partitioning = await askHowCut(target)
    }
    return { merges: planMerges(partitioning, now), isWatched: partitioning.isWatched }
  } catch (error) {
    throw classifyPostgresError(error, 'Target')
  }
}

async function askHowCut(target: Target): Promise<Partitioning> {
  const what = 'looking for tables of days'
  const rows = await readOnce<PartitionRow>(target, what, partitionsStatement())
  return readPartitions(target.client, rows)
}

/** A load may hold a month for minutes: it is not waited for. */
const lockSeconds = 1

/** Gives why it was not done. */
async function tryMerge(
  target: Target,
  merge: Merge,
  now: Instant,
  onBegin: () => void,
): Promise<string | undefined> {
  const options = {
    what: 'putting tables of days together',
    limits: { ...target.limits, load: lockSeconds },
    locks: monthsOf(merge.bounds).map(({ number }) => number),
    copies: true,
    first: partitionsStatement(),
  }
  try {
    await inTransaction(target, options, async (rows) => {
      const partitioning = await readPartitions(target.client, rows as PartitionRow[])
      await mergeTables(target, partitioning, merge, now, onBegin)
    })
    return undefined
  } catch (error) {
    return describeError(error)
  }
}
