import { classifyPostgresError } from '../../postgres/classify-error.ts'
import { quoteLiteral } from '../../postgres/quote.ts'
import { createFilledMonth } from './create-filled-month.ts'
import { inTransaction, readOnce } from '../in-transaction.ts'
import type { FormerChange } from '../ledger/clear-former-days.ts'
import { formerDaysStatement, readFormerDays } from '../ledger/find-former-days.ts'
import type { FormerDay, FormerDayRow } from '../ledger/find-former-days.ts'
import { writeIncompleteBins } from '../ledger/incomplete-bins.ts'
import { writeLoads } from '../ledger/write-ledger.ts'
import { monthsOf } from '../tables/month.ts'
import type { Month } from '../tables/month.ts'
import type { Interval } from '../../time/interval.ts'
import type { Target } from '../tables/schema.ts'
import { joinDays, withinMonth } from './split-window.ts'
import type { LoadResult, WindowLoad } from './window-load.ts'
import { writeDifference } from './write-difference.ts'

/**
 * Loads a window in one transaction, under locks on the months that it touches: a month without a
 * partition is created filled, one that exists gets the difference alone. Loading the same again
 * writes no row of `data`. Days of another layout that these take of are cut, or what is left of them
 * is deleted, in the same transaction. Gives what changed, day by day.
 */
export async function loadWindow(target: Target, load: WindowLoad): Promise<LoadResult[]> {
  const runs = joinDays(load.days)
  const months = monthsOfRuns(runs)
  const what = `the load of ${describeMonths(months)}`
  try {
    const former = await findFormerDays(target, load, what)
    const locked = monthsOfRuns([...runs, ...former.map(({ window }) => window)])
    const options = {
      what,
      // In order, so that two loads never wait for each other; held to the transaction's end.
      locks: locked.map(({ number }) => number).sort((a, b) => a - b),
      copies: true,
      first: partitionsAmong(months),
    }
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
      const left = former.length === 0 ? [] : await clear(target, load, runs)
      await writeLoads(target.db, load.ledger)
      if (load.incomplete !== undefined) {
        await writeIncompleteBins(target.db, runs, load.incomplete)
      }
      return tellFormer([...changes.values()], left, load)
    })
  } catch (error) {
    throw classifyPostgresError(error, 'Target')
  }
}

const nothing: LoadResult = { inserted: 0, updated: 0, deleted: 0 }

/** What is to be known before the locks are taken: which they must be. Mostly there is none. */
async function findFormerDays(
  target: Target,
  { ledger }: WindowLoad,
  what: string,
): Promise<FormerDay[]> {
  if (ledger.length === 0) return []
  const statement = formerDaysStatement(ledger)
  return readFormerDays(await readOnce<FormerDayRow>(target, what, statement))
}

/** Asked once more, under the locks. Loaded on demand: few loads follow a change of the layout. */
async function clear(
  target: Target,
  { ledger }: WindowLoad,
  runs: readonly Interval[],
): Promise<FormerChange[]> {
  const { rows } = await target.client.query<FormerDayRow>(formerDaysStatement(ledger))
  const { clearFormerDays } = await import('../ledger/clear-former-days.ts')
  return clearFormerDays(target.db, ledger[0]!, readFormerDays(rows), runs)
}

/** Each change of a former day with the day of its name, or with the window's first. */
function tellFormer(
  results: readonly LoadResult[],
  former: readonly FormerChange[],
  { days, ledger }: WindowLoad,
): LoadResult[] {
  if (former.length === 0) return [...results]
  const ends = new Map(ledger.map(({ day, interval }) => [day, interval.end]))
  return results.map((result, index) => {
    const own = former.filter(({ day }) => {
      const end = ends.get(day)
      return end === undefined ? index === 0 : end === days[index]!.end
    })
    if (own.length === 0) return result
    const deleted = own.reduce((sum, change) => sum + change.deleted, result.deleted)
    return { ...result, deleted, former: own }
  })
}

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
