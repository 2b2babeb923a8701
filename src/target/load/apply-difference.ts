import type pg from 'pg'
import { MinuanoError } from '../../errors/minuano-error.ts'
import { encodeRowArrays } from '../../frame/postgres/postgres-array.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'
import type { Difference } from './find-difference.ts'

/**
 * Writes what a difference that was found in an interval changes of stored rows: of each kind one
 * statement, none where there is nothing of it. Throws `target-unavailable` if another has changed those
 * rows since.
 */
export async function applyDifference(
  client: pg.ClientBase,
  { updated, deleted }: Omit<Difference, 'inserted'>,
  { start, end }: Interval,
): Promise<void> {
  // The bounds are there so that the planner leaves other months out.
  const bounds = [start, end].map((instant) => formatInstant(instant, 6))
  if (deleted.length > 0) {
    const { count, ids, times } = encodeRowArrays(deleted)
    checkCount(await client.query(deletion, [ids, times, ...bounds]), count)
  }
  if (updated.length > 0) {
    const { count, ids, times, values } = encodeRowArrays(updated)
    checkCount(await client.query(update, [ids, times, ...bounds, values]), count)
  }
}

const deletion = `
  delete from data using unnest($1::int[], $2::timestamptz[]) as gone (signal_id, "timestamp")
  where data.signal_id = gone.signal_id and data."timestamp" = gone."timestamp"
    and data."timestamp" >= $3 and data."timestamp" < $4`

const update = `
  update data set value = changed.value
  from unnest($1::int[], $2::timestamptz[], $5::float8[]) as changed (signal_id, "timestamp", value)
  where data.signal_id = changed.signal_id and data."timestamp" = changed."timestamp"
    and data."timestamp" >= $3 and data."timestamp" < $4`

function checkCount({ rowCount }: pg.QueryResult, expected: number): void {
  if (rowCount === expected) return
  throw new MinuanoError(
    'target-unavailable',
    'another changed values of these days in the Target while they were loaded: try again',
  )
}
