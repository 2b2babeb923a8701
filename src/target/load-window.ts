import { sql } from 'kysely'
import type { Transaction } from 'kysely'
import { classifyPostgresError } from '../postgres/classify-error.ts'
import { lockClass } from './advisory-lock.ts'
import { createFilledMonth } from './create-filled-month.ts'
import { writeIncompleteBins } from './incomplete-bins.ts'
import { writeLoads } from './ledger.ts'
import { monthsOf } from './month.ts'
import type { Month } from './month.ts'
import type { Target, TargetTables } from './schema.ts'
import type { LoadResult, WindowLoad } from './window-load.ts'
import { writeDifference } from './write-difference.ts'

/**
 * Loads a window in one transaction, under locks on the months that it touches: a month without a
 * partition is created filled, one that exists gets the difference alone. Loading the same again
 * writes no row of `data`.
 */
export async function loadWindow(target: Target, load: WindowLoad): Promise<LoadResult> {
  try {
    // Not the server's default: under a stricter one, what is read behind the lock is as old as the
    // wait for it, and a month that another load has just made is not seen.
    const transaction = target.db.transaction().setIsolationLevel('read committed')
    return await transaction.execute(async (transaction) => {
      const months = monthsOf(load.interval)
      await lockMonths(transaction, months)
      const existing = await findPartitions(transaction, months)
      let changes: LoadResult = { inserted: 0, updated: 0, deleted: 0 }
      for (const month of months) {
        const part = within(load, month)
        const change = existing.has(month.partition)
          ? await writeDifference(target.client, part)
          : await createFilledMonth(target.client, month, part)
        changes = add(changes, change)
      }
      await writeLoads(transaction, load.ledger)
      if (load.incomplete !== undefined) {
        await writeIncompleteBins(transaction, load.interval, load.incomplete)
      }
      return changes
    })
  } catch (error) {
    throw classifyPostgresError(error, 'Target')
  }
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

/** The part of the load that falls in a month. */
function within(
  { interval, series }: WindowLoad,
  month: Month,
): Pick<WindowLoad, 'interval' | 'series'> {
  const start = Math.max(interval.start, month.interval.start)
  const end = Math.min(interval.end, month.interval.end)
  return {
    interval: { start, end },
    series: series.map(({ id, time, values }) => {
      const from = time.findIndex((instant) => instant >= start)
      const after = time.findIndex((instant) => instant >= end)
      const range: [number, number] = [
        from === -1 ? time.length : from,
        after === -1 ? time.length : after,
      ]
      return { id, time: time.subarray(...range), values: values.subarray(...range) }
    }),
  }
}

function add(first: LoadResult, second: LoadResult): LoadResult {
  return {
    inserted: first.inserted + second.inserted,
    updated: first.updated + second.updated,
    deleted: first.deleted + second.deleted,
  }
}
