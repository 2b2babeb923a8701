import type pg from 'pg'
import { classifyPostgresError } from '../../postgres/classify-error.ts'
import type { Instant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import { inTransaction, readOnce } from '../in-transaction.ts'
import { formerDaysStatement, readFormerDays } from '../ledger/find-former-days.ts'
import type { FormerDay, FormerDayRow } from '../ledger/find-former-days.ts'
import {
  askPartitions,
  partitionsStatement,
  readPartitions,
} from '../partitions/read-partitions.ts'
import type { PartitionRow, Partitioning } from '../partitions/read-partitions.ts'
import { monthsOf } from '../tables/month.ts'
import type { Month } from '../tables/month.ts'
import type { Target } from '../tables/schema.ts'
import { readAhead } from './read-ahead.ts'
import { demandAllowed } from './demand-allowed.ts'
import { longestLead, readInForce } from './read-in-force.ts'
import { planPieces } from './plan-pieces.ts'
import { joinDays } from './split-window.ts'
import type { LoadResult, PartsWindow, WindowLoad } from './window-load.ts'
import { makeWatched } from './make-watched.ts'
import { planWindow } from './plan-window.ts'
import { writeParts } from './write-parts.ts'

/**
 * Loads parts of a window, each of another asset, in one transaction, under locks on the months that it
 * touches. Days that no partition covers are created filled; a partition that exists gets the difference
 * alone: loading the same again writes no row of `data`. Days of another layout that these take of are
 * cut, or what is left of them is deleted, in the same transaction. Gives what changed, by part and then
 * by day of that part.
 *
 * A part is asked for while the one before it is written: its arrays must stay as they are until the one
 * after the next is asked for, and whoever makes parts must not use this connection to the Target. What
 * the parts throw is thrown, and nothing is written then; so is `closed-month` where one would change a month that is closed.
 */
export async function loadParts(
  target: Target,
  window: PartsWindow,
  parts: AsyncIterable<WindowLoad> | Iterable<WindowLoad>,
): Promise<LoadResult[][]> {
  const incoming = readAhead(parts)
  try {
    const first = await incoming.next()
    if (first === undefined) return []
    const runs = joinDays(window.days)
    const months = monthsOfRuns(untilEnd(runs, window.until))
    const what = `the load of ${describeMonths(months)}`
    const names = months.map(({ partition }) => partition)
    const former = await findFormerDays(target, first, what)
    const locked = monthsOfRuns([
      ...months.map(({ interval }) => interval),
      ...former.map(({ window }) => window),
    ])
    const options = {
      what,
      // In order, so that two loads never wait for each other; held to the transaction's end.
      locks: locked.map(({ number }) => number).sort((a, b) => a - b),
      copies: true,
      // Parts may take their time, and it is ours: no server is to end the transaction for that.
      first: `set local idle_in_transaction_session_timeout = 0; ${partitionsStatement(names)}`,
    }
    const task = { target, runs, ids: window.ids, first, incoming, hasFormer: former.length > 0 }
    for (;;) {
      const results = await inTransaction(target, options, async (rows) => {
        const inForce = await readInForce(target.client, spanOf(runs))
        demandAllowed(inForce, first)
        const partitioning = await findPartitions(target.client, rows as PartitionRow[], runs)
        const plan = await planWindow(target.client, partitioning, window, runs)
        if (await makeWatched(target.client, plan)) return undefined
        return writeParts({ ...task, plan, inForce, locked: new Set(options.locks) })
      })
      if (results !== undefined) return results
    }
  } catch (error) {
    throw error === incoming.fault() ? error : classifyPostgresError(error, 'Target')
  } finally {
    await incoming.stop()
  }
}

/** The days, and what may lead into them. */
function spanOf(runs: readonly Interval[]): Interval {
  return { start: runs[0]!.start - longestLead, end: runs.at(-1)!.end }
}

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

/** Where the months that were asked for by name have all of the days, no other needs to be known. */
async function findPartitions(
  client: pg.ClientBase,
  named: readonly PartitionRow[],
  runs: readonly Interval[],
): Promise<Partitioning> {
  const months = await readPartitions(client, named)
  const pieces = planPieces(runs, months.partitions, { isLarge: true })
  if (pieces.every(({ partition }) => partition !== undefined)) return months
  const { rows } = await client.query<PartitionRow>(askPartitions())
  return readPartitions(client, rows)
}

function untilEnd(runs: readonly Interval[], until: Instant | undefined): Interval[] {
  const last = runs.at(-1)
  if (until === undefined || last === undefined || until <= last.end) return [...runs]
  return [...runs.slice(0, -1), { start: last.start, end: until }]
}

/** The months that runs of days touch, in order and each once. */
function monthsOfRuns(runs: readonly Interval[]): Month[] {
  const months = new Map(runs.flatMap(monthsOf).map((month) => [month.number, month]))
  return [...months.values()]
}

function describeMonths(months: readonly Month[]): string {
  const names = months.map(({ partition }) => partition.slice('data_'.length).replace('_', '-'))
  return names.length < 3 ? names.join(' and ') : `${names[0]} to ${names.at(-1)}`
}
