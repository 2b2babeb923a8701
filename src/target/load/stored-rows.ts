import type pg from 'pg'
import { columnOf, concatFrames } from '../../frame/frame.ts'
import { createCopyDecoder } from '../../frame/postgres/postgres-copy.ts'
import { copyOut } from '../../postgres/copy-out.ts'
import { quoteLiteral } from '../../postgres/quote.ts'
import { formatInstant } from '../../time/instant.ts'
import type { Interval } from '../../time/interval.ts'

/** Rows of `data`, by signal and then by time. A value that is NaN or infinite is NaN. */
export interface StoredRows {
  readonly ids: Float64Array
  readonly time: Float64Array
  readonly values: Float64Array
}

const none = new Float64Array(0)

export const noRows: StoredRows = { ids: none, time: none, values: none }

/** Reads what an interval holds of these signals. `expected`: about how many rows. */
export async function readStoredRows(
  client: pg.ClientBase,
  ids: readonly number[],
  { start, end }: Interval,
  expected: number,
): Promise<StoredRows> {
  const [from, to] = [start, end].map((instant) => quoteLiteral(formatInstant(instant, 6)))
  // All as float8, which holds every int4: the decoder knows no other type beside times. In whatever order they lie:
  // what we wrote lies in this one, and to be told to sort it takes PostgreSQL as long again as to read it.
  const reader = copyOut(
    client,
    `copy (
       select "timestamp", signal_id::float8 as id, value::float8 from data
       where signal_id in (${ids.join(', ')}) and "timestamp" >= ${from} and "timestamp" < ${to}) to stdout (format binary)`,
  )
  const columns = ['id', 'value']
  const decoder = createCopyDecoder(columns, expected + 1, 'Target')
  const frames = []
  for (let bytes = await reader.next(); bytes !== undefined; bytes = await reader.next()) {
    frames.push(...decoder.push(bytes))
  }
  const frame = concatFrames([...frames, decoder.end()], columns)
  return inOrder({
    ids: columnOf(frame, 'id'),
    time: frame.time,
    values: columnOf(frame, 'value'),
  })
}

/** The rows by signal and then by time: as they are, where they come so. */
export function inOrder(rows: StoredRows): StoredRows {
  const { ids, time, values } = rows
  const compare = (a: number, b: number) => ids[a]! - ids[b]! || time[a]! - time[b]!
  let row = 1
  while (row < ids.length && compare(row - 1, row) < 0) row++
  if (row >= ids.length) return rows
  const order = Uint32Array.from(ids, (_, index) => index).sort(compare)
  const sorted = (column: Float64Array) => Float64Array.from(order, (index) => column[index]!)
  return { ids: sorted(ids), time: sorted(time), values: sorted(values) }
}
