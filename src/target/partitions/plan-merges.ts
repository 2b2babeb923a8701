import type { Instant } from '../../time/instant.ts'
import { microsecondsPerDay } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import { monthsOf } from '../tables/month.ts'
import { isOwn } from './is-replaceable.ts'
import type { Partition, Partitioning } from './read-partitions.ts'

/** Tables, two at least, that are to become one. */
export interface Merge {
  readonly tables: readonly Partition[]
  readonly bounds: Interval
}

/** A month is put together when it has been over for so long: late days mostly have come by then. */
const settledDays = 3

/** What is wider is a month already, or half of one: it is not written anew for a day beside it. */
const narrowDays = 16

/**
 * Finds tables of days whose UTC month, that of their first instant, is over. What becomes one table are
 * those that follow each other with no other partition between; with no gap either where a default
 * partition may hold what lies in it.
 */
export function planMerges({ partitions, rest }: Partitioning, now: Instant): Merge[] {
  const merges: Merge[] = []
  let tables: Partition[] = []
  const end = () => {
    if (tables.length > 1) {
      const bounds = { start: tables[0]!.bounds.start, end: tables.at(-1)!.bounds.end }
      merges.push({ tables, bounds })
    }
    tables = []
  }
  for (const partition of partitions) {
    if (!isDue(partition, now)) {
      end()
      continue
    }
    const last = tables.at(-1)
    const isGap = last !== undefined && last.bounds.end < partition.bounds.start
    const isOther = last !== undefined && monthOf(last) !== monthOf(partition)
    if (isOther || (isGap && rest !== undefined)) end()
    tables.push(partition)
  }
  end()
  return merges
}

function isDue(partition: Partition, now: Instant): boolean {
  if (!isOwn(partition)) return false
  const { start, end } = partition.bounds
  const isNarrow = end - start < narrowDays * microsecondsPerDay
  const [month] = monthsOf({ start, end: start + 1 })
  const over = Math.max(month!.interval.end, end)
  return isNarrow && over + settledDays * microsecondsPerDay <= now
}

function monthOf({ bounds: { start } }: Partition): number {
  return monthsOf({ start, end: start + 1 })[0]!.number
}
