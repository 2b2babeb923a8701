import { classifyPostgresError } from '../../postgres/classify-error.ts'
import { quoteLiteral } from '../../postgres/quote.ts'
import { createFilledMonth } from './create-filled-month.ts'
import { inTransaction } from '../in-transaction.ts'
import { writeIncompleteBins } from '../ledger/incomplete-bins.ts'
import { writeLoads } from '../ledger/write-ledger.ts'
import { monthsOf } from '../tables/month.ts'
import type { Month } from '../tables/month.ts'
import type { Target } from '../tables/schema.ts'
import { joinDays, withinMonth } from './split-window.ts'
import type { LoadResult, WindowLoad } from './window-load.ts'
import { writeDifference } from './write-difference.ts'

/**
 * Loads a window in one transaction, under locks on the months that it touches: a month without a
 * partition is created filled, one that exists gets the difference alone. Loading the same again
 * writes no row of `data`. Gives what changed, day by day.
 */
export async function loadWindow(target: Target, load: WindowLoad): Promise<LoadResult[]> {
  const runs = joinDays(load.days)
  const months = monthsOfRuns(runs)
  const options = {
    what: `the load of ${describeMonths(months)}`,
    // In order, so that two loads never wait for each other; held to the transaction's end.
    locks: months.map(({ number }) => number),
    copies: true,
    first: partitionsAmong(months),
  }
  try {
    return await inTransaction(target, options, async (partitions) => {
      const existing = new Set(partitions.map(({ name }) => name as string))
      const changes = new Map(load.days.map(({ end }) => [end, nothing]))
      for (const month of months) {
        const part = withinMonth(load, month)
        const ofMonth = existing.has(month.partition)
          ? await writeDifference(target.client, part)
          : await createFilledMonth(target.client, month, part)
        part.days.forEach(({ start }, index) => {
          const day = load.days.find((day) => day.start <= start && start < day.end)!
          changes.set(day.end, add(changes.get(day.end)!, ofMonth[index]!))
        })
      }
      await writeLoads(target.db, load.ledger)
      if (load.incomplete !== undefined) {
        await writeIncompleteBins(target.db, runs, load.incomplete)
      }
      return [...changes.values()]
    })
  } catch (error) {
    throw classifyPostgresError(error, 'Target')
  }
}

const nothing: LoadResult = { inserted: 0, updated: 0, deleted: 0 }

/** The months that runs of days touch, in order and each once. */
function monthsOfRuns(runs: readonly { start: number; end: number }[]): Month[] {
  const months = new Map(runs.flatMap(monthsOf).map((month) => [month.number, month]))
  return [...months.values()]
}

function describeMonths(months: readonly Month[]): string {
  const names = months.map(({ partition }) => partition.slice('data_'.length).replace('_', '-'))
  return names.length < 3 ? names.join(' and ') : `${names[0]} to ${names.at(-1)}`
}

function partitionsAmong(months: readonly Month[]): string {
  const names = months.map(({ partition }) => quoteLiteral(partition))
  return `select relname as name from pg_inherits join pg_class on pg_class.oid = inhrelid
    where inhparent = 'data'::regclass and relname in (${names.join(', ')})`
}

function add(first: LoadResult, second: LoadResult): LoadResult {
  return {
    inserted: first.inserted + second.inserted,
    updated: first.updated + second.updated,
    deleted: first.deleted + second.deleted,
  }
}
