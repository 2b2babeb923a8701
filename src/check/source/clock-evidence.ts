import { quoteIdentifier } from '../../postgres/quote.ts'
import { clockLiteral, formatForPostgres } from '../../source/table/time-expression.ts'
import { clockChanges } from '../../time/clock-changes.ts'
import type { ClockChange } from '../../time/clock-changes.ts'
import { ask } from '../ask.ts'
import type { OpenServer } from '../open-server.ts'
import type { RowsOf } from './newest-rows.ts'

/** What a table has of the hours in which a zone's clock is changed, over some years. */
export interface ClockEvidence {
  /** Changes with rows before and after them, forward and back. */
  readonly forward: number
  readonly back: number
  /** Rows in hours that the clock jumps over, the number of changes that have such, and the newest of these. */
  readonly jumpedRows: number
  readonly jumps: number
  readonly newestJump: string | undefined
  /** Changes back whose hour is there twice, and the rows in all such hours. */
  readonly doubled: number
  readonly doubledRows: number
  /** What the zone's clock is ahead of UTC outside of summer time, in microseconds. */
  readonly winterOffset: number | undefined
}

/** Changes that are looked at, the newest first: mostly of two years and a half. */
const mostChanges = 5
/** A country may have given up summer time since: its last changes are looked for in so many years. */
const mostYears = 15
const mostRows = 20_000
const hour = 3600e6

/** Looks at the hours of a zone's changes between two instants, as a column without zone has them. */
export async function findClockEvidence(
  server: OpenServer,
  of: RowsOf,
  zone: string,
  { first, last }: { readonly first: number; readonly last: number },
): Promise<ClockEvidence> {
  const evidence = { forward: 0, back: 0, jumpedRows: 0, jumps: 0, doubled: 0, doubledRows: 0 }
  let newestJump: string | undefined
  let winterOffset: number | undefined
  for (const change of newestChanges(zone, first, last)) {
    const [low, high] = [change.before, change.after].sort((a, b) => a - b) as [number, number]
    winterOffset ??= low
    // On the clock's own scale, an hour that it never shows, or shows twice.
    const [start, end] = [change.at + low, change.at + high]
    const [before, inside, after] = await countHours(server, of, [
      [start - hour, start],
      [start, end],
      [end, end + hour],
    ])
    if (before === 0 || after === 0) continue
    if (change.after > change.before) {
      evidence.forward++
      if (inside === 0) continue
      evidence.jumps++
      evidence.jumpedRows += inside!
      newestJump ??= formatForPostgres(start).slice(0, 16).replace('T', ' ')
    } else {
      evidence.back++
      evidence.doubledRows += inside!
      const usual = (((before! + after!) / 2) * (high - low)) / hour
      if (inside! > 1.5 * usual) evidence.doubled++
    }
  }
  return { ...evidence, newestJump, winterOffset }
}

function newestChanges(zone: string, first: number, last: number): ClockChange[] {
  const newestYear = new Date(last / 1000).getUTCFullYear()
  return Array.from({ length: mostYears }, (_, back) => clockChanges(zone, newestYear - back))
    .flat()
    .filter(({ at }) => at > first && at < last)
    .sort((a, b) => b.at - a.at)
    .slice(0, mostChanges)
}

async function countHours(
  { client }: OpenServer,
  { relation, timeColumn, filter = 'true' }: RowsOf,
  hours: readonly (readonly [number, number])[],
): Promise<number[]> {
  const column = quoteIdentifier(timeColumn)
  const counts = hours.map(
    ([start, end]) =>
      `(select count(*) from (select from ${relation} where ${column} >= ${clockLiteral(start)} and ${column} < ${clockLiteral(end)} and ${filter} limit ${mostRows}) near)::int`,
  )
  const [row] = await ask<{ counts: number[] }>(
    client,
    'Source',
    `select array[${counts.join(', ')}] as counts`,
  )
  return row!.counts
}
