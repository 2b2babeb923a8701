import { sql } from 'kysely'
import type { Transaction } from 'kysely'
import { classifyPostgresError } from '../../postgres/classify-error.ts'
import { lockClass } from './advisory-lock.ts'
import { createFilledMonth } from './create-filled-month.ts'
import { writeIncompleteBins } from '../ledger/incomplete-bins.ts'
import { writeLoads } from '../ledger/write-ledger.ts'
import { monthsOf } from '../tables/month.ts'
import type { Month } from '../tables/month.ts'
import type { Target, TargetTables } from '../tables/schema.ts'
import { joinDays, withinMonth } from './split-window.ts'
import type { LoadResult, WindowLoad } from './window-load.ts'
import { writeDifference } from './write-difference.ts'

/**
 * Loads a window in one transaction, under locks on the months that it touches: a month without a
 * partition is created filled, one that exists gets the difference alone. Loading the same again
 * writes no row of `data`. Gives what changed, day by day.
 */
export async function loadWindow(target: Target, load: WindowLoad): Promise<LoadResult[]> {
  try {
    // Not the server's default: under a stricter one, what is read behind the lock is as old as the
    // wait for it, and a month that another load has just made is not seen.
    const transaction = target.db.transaction().setIsolationLevel('read committed')
    return await transaction.execute(async (transaction) => {
      const runs = joinDays(load.days)
      const months = monthsOfRuns(runs)
      await lockMonths(transaction, months)
      const existing = await findPartitions(transaction, months)
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
      await writeLoads(transaction, load.ledger)
      if (load.incomplete !== undefined) {
        await writeIncompleteBins(transaction, runs, load.incomplete)
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

/** In order, so that two loads never wait for each other; held to the transaction's end. */
async function lockMonths(
  transaction: Transaction<TargetTables>,
  months: readonly Month[],
): Promise<void> {
  const numbers = sql.join(months.map(({ number }) => sql`(${number}::int)`))
  await sql`select pg_advisory_xact_lock(${lockClass}, month) from (values ${numbers}) months (month)`.execute(
    transaction,
  )
}

async function findPartitions(
  transaction: Transaction<TargetTables>,
  months: readonly Month[],
): Promise<Set<string>> {
  const names = sql.join(months.map(({ partition }) => partition))
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_inherits join pg_class on pg_class.oid = inhrelid
    where inhparent = 'data'::regclass and relname in (${names})`.execute(transaction)
  return new Set(rows.map(({ name }) => name))
}

function add(first: LoadResult, second: LoadResult): LoadResult {
  return {
    inserted: first.inserted + second.inserted,
    updated: first.updated + second.updated,
    deleted: first.deleted + second.deleted,
  }
}
